# SPDX-License-Identifier: GPL-3.0-or-later
"""What networks say of a photo: one file for each kind of answer."""
