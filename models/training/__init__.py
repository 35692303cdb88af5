# SPDX-License-Identifier: GPL-3.0-or-later
"""Training: photos in, weights and card out. Nothing that serves a user imports this."""
