# SPDX-License-Identifier: GPL-3.0-or-later
"""What a colorizer takes a photo for, in words: whoever knows that sees why the colours are so."""

from __future__ import annotations

from collections.abc import Sequence

from backend_words import photo_class
from layers.layer_names import percentage
from translation import _

MOST = 3
"""Classes that are told."""


def sentence(classes: Sequence[tuple[str, float]]) -> str:
    """Say what a photo shows.

    Parameters
    ----------
    classes : sequence of (str, float)
        The likeliest first, each with its probability, 0..1.

    Returns
    -------
    str
        For instance "Looks like: harbour 61 %, river 20 %, bridge 4 %"; "" without classes.
    """
    if not classes:
        return ""
    told = ", ".join(
        f"{photo_class(label)} {percentage(probability)}" for label, probability in classes[:MOST]
    )
    return _("Looks like: {classes}").format(classes=told)
