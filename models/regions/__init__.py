# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions: parts of a photo, found automatically or drawn, and their colours."""
