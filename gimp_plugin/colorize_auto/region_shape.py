# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a region: where it lies, and its outline, from its mask.

A mask is one byte a pixel, row by row, 255 inside. Whole rows are handled at once, so that
Python's own speed does for previews.
"""

from __future__ import annotations

from dataclasses import dataclass

INSIDE = bytes(255 if value >= 128 else 0 for value in range(256))
# Share of a region that must lie in one third of the photo for that third to name it.
MOSTLY = 0.6
OUTLINE_DARK = 150
# Every so many pixels are compared, and of many about so many; how far apart, of 255, is noticed;
# what share is a few.
SPARSE, ENOUGH, NOTICED, FEW = 7, 4000, 12, 0.03


@dataclass(frozen=True)
class Box:
    """A rectangle in a picture, in pixels; `right` and `bottom` are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top


def bounds(mask: bytes, width: int) -> Box:
    """Give the smallest box around all that is not 0; an empty one where nothing is."""
    rows = [mask[start : start + width] for start in range(0, len(mask), width)]
    filled = [number for number, row in enumerate(rows) if row.strip(b"\0")]
    if not filled:
        return Box(0, 0, 0, 0)
    left = min(width - len(rows[number].lstrip(b"\0")) for number in filled)
    right = max(len(rows[number].rstrip(b"\0")) for number in filled)
    return Box(left, filled[0], right, filled[-1] + 1)


def view(box: Box, width: int, height: int, aspect: float, least: float) -> Box:
    """Give the part of a picture that shows what is in `box`, with something around it.

    Parameters
    ----------
    box : Box
    width, height : int
        Of the picture.
    aspect : float
        Width through height of what is wanted.
    least : float
        The width below which it does not go, where the picture is large enough.
    """
    around_width = max(1.3 * box.width, 1.3 * box.height * aspect, least)
    around_width = min(around_width, width, height * aspect)
    around_height = around_width / aspect
    left = min(max((box.left + box.right - around_width) / 2, 0), width - around_width)
    top = min(max((box.top + box.bottom - around_height) / 2, 0), height - around_height)
    corner = round(left), round(top)
    right = min(max(corner[0] + 1, round(left + around_width)), width)
    bottom = min(max(corner[1] + 1, round(top + around_height)), height)
    return Box(*corner, right, bottom)


def outline(mask: bytes, width: int, thickness: int) -> tuple[bytes, bytes]:
    """Draw a line along the border of a mask, light with a dark seam: it shows on every colour.

    Parameters
    ----------
    mask : bytes
    width : int
    thickness : int
        Of the line, and of the seam on either side, in pixels.

    Returns
    -------
    light, alpha : bytes
        One byte a pixel each, as the mask: how light the line is, and how opaque.
    """
    size = len(mask)
    # A whole plane as one number: a shift moves it by a pixel, or by a row.
    inside = int.from_bytes(mask.translate(INSIDE), "big")
    whole = (1 << 8 * size) - 1
    not_first, not_last = _without_column(size, width, 0), _without_column(size, width, width - 1)

    def right(plane: int) -> int:
        return (plane >> 8) & not_first

    def left(plane: int) -> int:
        return (plane << 8) & not_last

    line = (inside ^ (inside >> 8)) & not_first
    line |= (inside ^ (inside >> 8 * width)) & (whole >> 8 * width)
    for _ in range(thickness - 1):
        line |= right(line)
        line |= line >> 8 * width
    seam = line
    for _ in range(thickness):
        seam |= left(seam) | right(seam)
        seam |= (seam << 8 * width) & whole | (seam >> 8 * width)
    light = line.to_bytes(size, "big")
    around = (seam & ~line).to_bytes(size, "big")
    dark = bytes(OUTLINE_DARK if value else 0 for value in range(256))
    alpha = line | int.from_bytes(around.translate(dark), "big")
    return light, alpha.to_bytes(size, "big")


def alike(one: bytes, other: bytes, mask: bytes) -> bool:
    """Tell whether two pictures, (height, width, 3), look the same within a mask.

    A few pixels do not count, nor do differences that come from another way of scaling.
    """
    inside = [pixel for pixel in range(0, len(mask), SPARSE) if mask[pixel] >= 128]
    # Python takes its time for each, and a few thousand tell a few of a hundred.
    inside = inside[:: max(1, len(inside) // ENOUGH)]
    different = 0
    for pixel in inside:
        colors = one[3 * pixel : 3 * pixel + 3], other[3 * pixel : 3 * pixel + 3]
        different += max(abs(a - b) for a, b in zip(*colors, strict=True)) > NOTICED
    return different <= FEW * len(inside)


def _without_column(size: int, width: int, column: int) -> int:
    row = bytearray(b"\xff" * width)
    row[column] = 0
    return int.from_bytes(bytes(row) * (size // width), "big")


def place(mask: bytes, width: int) -> tuple[str, str]:
    """Tell where in the photo a region mostly lies.

    Returns
    -------
    vertical : {"top", "middle", "bottom", ""}
    horizontal : {"left", "center", "right", ""}
        "" where it spreads over more than a third.
    """
    height = len(mask) // width
    total = sum(mask)
    if not total:
        return "", ""
    lines, columns = [0, 0, 0], [0, 0, 0]
    for number in range(height):
        row = mask[number * width : (number + 1) * width]
        lines[3 * number // height] += sum(row)
        for third in range(3):
            columns[third] += sum(row[third * width // 3 : (third + 1) * width // 3])
    return (
        _mostly(lines, total, ("top", "middle", "bottom")),
        _mostly(columns, total, ("left", "center", "right")),
    )


def _mostly(thirds: list[int], total: int, names: tuple[str, str, str]) -> str:
    most = max(thirds)
    return names[thirds.index(most)] if most >= MOSTLY * total else ""
