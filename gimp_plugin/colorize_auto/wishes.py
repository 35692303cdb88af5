# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist asked for, apart from the part of the photo."""

from __future__ import annotations

from dataclasses import dataclass

from colored_photos import Look
from decoding import Decoding


@dataclass(frozen=True)
class Wishes(Decoding):
    """What the artist asked for.

    Attributes
    ----------
    look : Look
        How the network looks at the photo.
    temperature : float
        0..2; 0 takes the most probable colour everywhere.
    vividness : float
        0..1
    saturation : float
        0..2
    style_file : str
        The URI of the file with the style of `look`; "" where there is none.
    alternatives : int
        0..8
    merged : bool
        Whether one ordinary layer is wanted in place of colour layers.
    """

    look: Look
    temperature: float
    vividness: float
    saturation: float
    style_file: str = ""
    alternatives: int = 0
    merged: bool = False
