# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's image: what is read of it, and the layers that are put into it."""
