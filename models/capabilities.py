# SPDX-License-Identifier: GPL-3.0-or-later
"""What colorizers can do; the pipeline, the API and the dialog ask for these, never for a name."""

from __future__ import annotations

from enum import Enum


class Capability(str, Enum):
    """One thing that a network may declare; the values stand in the cards and in the API."""

    DISTRIBUTION = "distribution"
    """It predicts how probable each colour is: alternatives, confidence."""
    TEMPERATURE = "temperature"
    """Its colours are decoded from the distribution, more or less boldly."""
    VIVIDNESS = "vividness"
    """It was trained with rare colours weighed, and how much of that shows can be chosen."""
    HINTS = "hints"
    """It takes colours that the artist fixes at some pixels."""
    STYLE = "style"
    """It takes the global features of another photo."""
    CLASSES = "classes"
    """It says what the photo shows."""
    HALF = "half"
    """It was trained in half precision and may be computed in it."""
