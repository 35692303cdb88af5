# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of quality, with their protocol."""
