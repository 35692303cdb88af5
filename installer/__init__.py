# SPDX-License-Identifier: GPL-3.0-or-later
"""What install.py does, one idea a file; standard library only, Python 3.9 or newer."""
