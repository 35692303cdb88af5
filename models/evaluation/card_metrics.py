# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that stand in a card: accuracy at its own settings and at the ends of vividness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image
from tqdm import tqdm

from models.capabilities import Capability
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.evaluation.accuracy import measure
from models.photos import find_photos, readable


def card_metrics(colorizer: Colorizer, validation: Sequence[Path]) -> dict[str, Any]:
    """Measure a colorizer for its card; a progress bar tells how far it is.

    Parameters
    ----------
    colorizer : Colorizer
        Its card says at which settings; those that declare vividness are measured at T = 1, v = 1
        and at T = 1, v = 0 as well.
    validation : sequence of Path
        Shards or folders of colour photos. Those that cannot be read are left out.

    Returns
    -------
    dict
        The ``metrics`` of the card, with values that JSON can hold.
    """
    settings = [colorizer.card.defaults]
    if Capability.VIVIDNESS in colorizer.card.capabilities:
        settings += [DecoderSettings(1.0, 1.0), DecoderSettings(1.0, 0.0)]
    photos = find_photos(validation)
    measured = 0

    def pictures() -> Iterator[Image.Image]:
        nonlocal measured
        for _, picture in readable(tqdm(photos, unit="photo")):
            measured += 1
            yield picture

    figures, gray, truth = measure(colorizer, pictures(), settings)
    return {
        "photos": measured,
        "protocol": "models.evaluation.accuracy",
        "gray": {key: round(value, 2) for key, value in asdict(gray).items()},
        "true_colourfulness": round(truth, 2),
        "settings": [
            {
                **asdict(setting),
                **{key: round(value, 2) for key, value in asdict(figure).items()},
            }
            for setting, figure in zip(settings, figures, strict=True)
        ],
    }
