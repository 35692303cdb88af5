# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the guide's contact sheet of a folder that was coloured in one go.

``python docs/guide/folder_run.py``. The folder holds the repository's photos and some that come
with scikit-image, made gray; the command that colours it is the one that the guide shows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
OWN = HERE.parents[1] / "tests" / "data"
BORROWED = Path(skimage.__file__).parent / "data"
PHOTOS = (
    *(OWN / "nagasaki-boats.jpg", BORROWED / "astronaut.png", BORROWED / "rocket.jpg"),
    *(BORROWED / "chelsea.png", OWN / "dust-bowl-home.jpg", BORROWED / "coffee.png"),
)
COLUMNS = 3
CELL = (260, 200)
GAP = 6


def main() -> None:
    """Write ``images/folder-run.jpg``: each scan, and beneath it what became of it."""
    with TemporaryDirectory() as folder:
        scans, colored = Path(folder) / "scans", Path(folder) / "colored"
        scans.mkdir()
        for number, photo in enumerate(PHOTOS, start=1):
            with Image.open(photo) as picture:
                picture.convert("L").save(scans / f"scan-{number:03}.png")
        command = [sys.executable, "-m", "backend", "photo", str(scans), "-o", str(colored)]
        subprocess.run(command, check=True)
        rows: list[list[Path]] = []
        for start in range(1, len(PHOTOS) + 1, COLUMNS):
            names = [f"scan-{number:03}.png" for number in range(start, start + COLUMNS)]
            rows += [[scans / name for name in names], [colored / name for name in names]]
        _sheet(rows).save(HERE / "images" / "folder-run.jpg", quality=84)


def _sheet(rows: list[list[Path]]) -> Image.Image:
    across, down = CELL[0] + GAP, CELL[1] + GAP
    sheet = Image.new("RGB", (COLUMNS * across - GAP, len(rows) * down - GAP), "white")
    for row, files in enumerate(rows):
        for column, file in enumerate(files):
            with Image.open(file) as picture:
                cell = ImageOps.fit(picture.convert("RGB"), CELL, centering=(0.5, 0.3))
            sheet.paste(cell, (column * across, row * down))
    return sheet


if __name__ == "__main__":
    main()
