# SPDX-License-Identifier: GPL-3.0-or-later
"""Photo files: their formats, and reading and writing them with all that they carry."""
