# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut the guide's pictures out of the screenshots that the tests in GIMP leave behind.

``python docs/guide/pictures.py`` after ``python3 install.py test``.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
SCREENSHOTS = HERE.parents[1] / "tests" / "artefacts"
WINDOW = (1400, 900)
IMAGE_AND_LAYERS = (194, 24, 1400, 900)
# Name of the screenshot and the part that is shown: left, upper, right, lower.
PARTS = {
    "dialog": (250, 120, 1144, 724),
    "layers": IMAGE_AND_LAYERS,
    "alternatives": (0, 0, 1220, 796),
    "dialog-selection": (312, 152, 1194, 780),
    "hints-painted": IMAGE_AND_LAYERS,
    "hints-spread": IMAGE_AND_LAYERS,
    "confidence": IMAGE_AND_LAYERS,
}


def main() -> None:
    """Write ``images/*.jpg`` beside this file."""
    for name, part in PARTS.items():
        with Image.open(SCREENSHOTS / f"{name}.png") as picture:
            assert picture.size == WINDOW, name
            cut = picture.convert("RGB").crop(part)
        cut.save(HERE / "images" / f"{name}.jpg", quality=88)


if __name__ == "__main__":
    main()
