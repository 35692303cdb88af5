# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a network says of every place of a photo to its automatic colours."""
