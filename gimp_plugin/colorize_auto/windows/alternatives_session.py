# SPDX-License-Identifier: GPL-3.0-or-later
"""One sitting: the photo is looked at, the artist picks colours, layers are added."""

from __future__ import annotations

from collections.abc import Sequence

import gi

gi.require_version("GimpUi", "3.0")
from gi.repository import Gimp, GimpUi  # noqa: E402  (the version is chosen first)

import adding_alternatives  # noqa: E402
from adding_alternatives import Pick  # noqa: E402
from backend_access import starter  # noqa: E402
from commands.command import Call  # noqa: E402
from layers import current_colors, presence  # noqa: E402
from photo_regions import FoundRegion, PhotoRegions  # noqa: E402
from photo_subject import Subject  # noqa: E402
from photo_task import PhotoTask  # noqa: E402
from picking import Part  # noqa: E402
from region_labels import RegionLabels  # noqa: E402
from selected_region import SELECTION, selected_region  # noqa: E402
from translation import _  # noqa: E402
from windows import comparison, screen_room  # noqa: E402
from windows.alternatives_window import AlternativesWindow  # noqa: E402
from windows.part_looks import PartLooks, Sight  # noqa: E402
from windows.picture import rgb  # noqa: E402

# The long side of all pictures of the photo: each part is kept in each of its colours.
LARGEST = 1280


def run(call: Call, subject: Subject) -> list[Gimp.Layer]:
    """Let the artist pick, and add what was picked.

    Returns
    -------
    list of Gimp.Layer
        None of them when the artist cancelled.

    Raises
    ------
    ColorizeError
        Any of its kinds; the image is then as it was.
    """
    GimpUi.init("colorize-auto")
    with PhotoTask.of(subject, call.installation, _("Pick Alternatives")) as task:
        regions = PhotoRegions(task.colored, subject.record.parameters)
        sight = _sight(task, subject, regions)
        parts, labels = _parts(task, subject, regions)
        # A colorizer that knows of one colour only says so now, not in an empty window.
        text = _("Looking for likely colours…")
        task.ask(text, lambda photo: regions.candidates(parts[0].region))

    def revive() -> None:
        task.colored.client = starter.ready_backend(call.installation, lambda text: None)

    picks = AlternativesWindow(PartLooks(regions, revive, sight), parts, labels).ask()
    if not picks:
        return []
    presence.check(subject.image, subject.photo)
    with task.again(call.installation, _("Pick Alternatives")) as task:
        layers = adding_alternatives.add(task, subject, regions, picks[::-1], call.installation)
    for note in task.colored.notes:
        Gimp.message(note)
    _remember(call, picks[-1], [part.numbers for part in parts])
    return layers


def _remember(call: Call, pick: Pick, things: Sequence[frozenset[int]]) -> None:
    """Note the last pick among the arguments, for those who repeat the command."""
    call.config.set_property("candidate", pick.candidate.index)
    numbers = pick.region.numbers if isinstance(pick.region, FoundRegion) else frozenset()
    whole = len(numbers) > 1 and numbers in things
    call.config.set_property("whole", whole)
    # What the artist joined has no number.
    known = whole or len(numbers) == 1
    call.config.set_property("region", min(numbers) if known else SELECTION)


def _sight(task: PhotoTask, subject: Subject, regions: PhotoRegions) -> Sight:
    area = subject.area
    shown = screen_room.photo_size(area.width, area.height)
    long_side = min(
        screen_room.density() * shown, max(LARGEST, shown), max(area.width, area.height)
    )

    def automatic() -> tuple[int, int, bytes]:
        pixels = regions.automatic(long_side)
        return pixels.width, pixels.height, rgb(pixels)

    width, height, picture = task.ask(_("Colouring the photo…"), lambda photo: automatic())
    ground = picture
    if subject.group is not None:
        ground = current_colors.small_picture(subject.group, area, picture, width, height)
    return Sight(width, height, comparison.fitted(area, shown), ground, picture)


def _parts(
    task: PhotoTask, subject: Subject, regions: PhotoRegions
) -> tuple[list[Part], RegionLabels | None]:
    """Give the selection as the only part, or all things of the photo, the largest first."""
    region = selected_region(subject)
    if region is not None:
        return [Part(region, _("Selection"))], None

    def found() -> tuple[RegionLabels, list[frozenset[int]]]:
        plane = regions.found()
        return RegionLabels(bytes(plane.values().tolist()), plane.width), regions.things()

    labels, things = task.ask(_("Looking for the photo's parts…"), lambda photo: found())
    parts = [Part(FoundRegion(thing)) for thing in labels.largest_first(things)]
    return parts, labels
