# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the guide's picture of one photo in the moods of two others.

``python docs/guide/moods.py``; the other two come with scikit-image.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage
from PIL import Image, ImageOps

from models import recomposition, registry
from models.device import choose_device

HERE = Path(__file__).resolve().parent
PHOTO = HERE.parents[1] / "tests" / "data" / "dust-bowl-home.jpg"
MOODS = [Path(skimage.__file__).parent / "data" / name for name in ("rocket.jpg", "grass.png")]
CELL = (400, 308)
GAP = 6


def main() -> None:
    """Write ``images/moods.jpg``: above the photo and the two others, below the answers."""
    colorizer = registry.load("iizuka2016", choose_device())
    gray = np.asarray(Image.open(PHOTO).convert("L"))
    others = [np.asarray(Image.open(path).convert("L")) for path in MOODS]
    answers = []
    for style in (None, *others):
        prediction = colorizer.predict(gray, style)
        answers.append(recomposition.automatic(prediction, gray, colorizer.card.defaults).srgb())
    above = [Image.fromarray(gray), *(Image.open(path) for path in MOODS)]
    below = [Image.fromarray(answer) for answer in answers]
    sheet = Image.new("RGB", (3 * CELL[0] + 2 * GAP, 2 * CELL[1] + GAP), "white")
    for row, pictures in enumerate((above, below)):
        for column, picture in enumerate(pictures):
            place = (column * (CELL[0] + GAP), row * (CELL[1] + GAP))
            sheet.paste(ImageOps.fit(picture.convert("RGB"), CELL), place)
    sheet.save(HERE / "images" / "moods.jpg", quality=88)


if __name__ == "__main__":
    main()
