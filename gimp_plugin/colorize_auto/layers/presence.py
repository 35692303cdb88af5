# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a command works on is still there: artists go on working while it waits."""

from __future__ import annotations

from gi.repository import Gimp

from errors import ColorizeError
from translation import _


class Gone(ColorizeError):
    """The image was closed meanwhile, or a layer removed."""


def check(*things: Gimp.Image | Gimp.Item) -> None:
    """Make sure that images and layers are still there.

    GIMP gives nothing, or zeros, for what is said of one that is not.

    Raises
    ------
    Gone
        When one of them is not.
    """
    if not all(thing.is_valid() for thing in things):
        raise Gone(_("The photo was closed or removed meanwhile; nothing was added."))
