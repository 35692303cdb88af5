# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all errors that an artist gets to read."""


class ColorizeError(Exception):
    """Something went wrong; ``str(error)`` is a sentence that says what to do about it."""
