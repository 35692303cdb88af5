# SPDX-License-Identifier: GPL-3.0-or-later
"""What networks are trained for: one file for each kind of loss."""
