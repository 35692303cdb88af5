# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the guide's picture of a faded print, and of what becomes of it step by step.

``python docs/guide/faded_print.py``. The print is the sample, faded: its black has become a light
brown, its white the yellow of old paper, and every tone lies between these two.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from models import recomposition, registry
from models.decoding import DecoderSettings
from models.device import choose_device

HERE = Path(__file__).resolve().parent
PHOTO = HERE.parents[1] / "installer" / "sample" / "nagasaki-boats.jpg"
INK, PAPER = (126, 104, 80), (226, 208, 168)  # what is left of black, and of white
CLIPPED = 0.6  # percent at either end, as GIMP's Auto Input Levels does
TINTED = DecoderSettings(temperature=1.0, vividness=0.4, saturation=0.6)
CELL = (400, 320)
GAP = 6

Plane = NDArray[np.uint8]


def faded(gray: Plane) -> NDArray[np.uint8]:
    """Give the print as a scanner sees it, (H, W, 3)."""
    ink, paper = np.array(INK), np.array(PAPER)
    return (ink + gray[..., None] / 255 * (paper - ink)).round().astype(np.uint8)


def levels(gray: Plane) -> Plane:
    """Bring back black and white, as Colors > Levels > Auto Input Levels does."""
    black, white = np.percentile(gray, (CLIPPED, 100 - CLIPPED))
    stretched = np.clip((gray - black) / (white - black), 0, 1)
    return (255 * stretched).round().astype(np.uint8)


def main() -> None:
    """Write ``images/faded-print.jpg``: above print and contrast, below what the dials give."""
    colorizer = registry.load("compact", choose_device())
    scan = Image.fromarray(faded(np.asarray(Image.open(PHOTO).convert("L"))))
    weak = np.asarray(scan.convert("L"))
    strong = levels(weak)

    def colored(gray: Plane, settings: DecoderSettings) -> Image.Image:
        answer = recomposition.automatic(colorizer.predict(gray), gray, settings)
        return Image.fromarray(answer.srgb())

    recommended = colorizer.card.defaults
    calm = recommended.changed({"saturation": 0.9})
    rows = (
        (scan, colored(weak, recommended), Image.fromarray(strong)),
        (colored(strong, recommended), colored(strong, calm), colored(strong, TINTED)),
    )
    sheet = Image.new("RGB", (3 * CELL[0] + 2 * GAP, 2 * CELL[1] + GAP), "white")
    for row, pictures in enumerate(rows):
        for column, picture in enumerate(pictures):
            place = (column * (CELL[0] + GAP), row * (CELL[1] + GAP))
            sheet.paste(ImageOps.fit(picture.convert("RGB"), CELL), place)
    sheet.save(HERE / "images" / "faded-print.jpg", quality=82)


if __name__ == "__main__":
    main()
