# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the photo that the artist has selected, as a region."""

from __future__ import annotations

from errors import ColorizeError
from layers import selection
from photo_regions import DrawnRegion
from photo_subject import Subject
from translation import _

# Stands for the selection where regions have numbers.
SELECTION = -1


class NothingSelected(ColorizeError):
    """A region is needed, and the artist has selected none."""


def selected_region(subject: Subject) -> DrawnRegion | None:
    """Give what is selected of the photo, or of the part that its colours are of.

    Returns
    -------
    DrawnRegion or None
        None when nothing is selected in the image.

    Raises
    ------
    NothingSelected
        When the selection lies beside it.
    """
    cover = selection.cover(subject.image, subject.area)
    if cover is None:
        return None
    if cover.strip(b"\0"):
        return DrawnRegion(cover, subject.area.width)
    if subject.group is None or subject.record.area is None:
        raise NothingSelected(
            _("The selection lies beside the photo. Select a part of the photo, or nothing.")
        )
    raise NothingSelected(
        _(
            "The selection lies beside the part of the photo that “{name}” has the colours of. "
            "Select the photo in the Layers dialog and try again."
        ).format(name=subject.group.get_name())
    )
