# SPDX-License-Identifier: GPL-3.0-or-later
"""Artists go on working while the plug-in works or a dialog stands open; nothing is misplaced.

The plug-in's own parts run inside GIMP here; no backend.
"""

from __future__ import annotations

from typing import Any

import pytest

from profile_folder import Installed

SCRIPT = """
import sys
import types
sys.path.insert(0, FACTS["plug_in"])
from commands import frames
from commands.command import Call
from doubt import Ramp
from layers import hint_layer
from layers.area import Area
from layers.color_group import ColorGroup
from layers.doubt_map import DoubtMap
from photo_task import PhotoTask

def refusal(work):
    try:
        work()
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

def opened():
    image = Gimp.Image.new(80, 80, Gimp.ImageBaseType.RGB)  # as large when it is turned
    photo = add_layer(image, Gimp.ImageType.RGBA_IMAGE)
    photo.fill(Gimp.FillType.BACKGROUND)
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 40, 20)
    photo.edit_fill(Gimp.FillType.FOREGROUND)
    Gimp.Selection.none(image)
    return image, photo

class Seen:
    "A photo at the backend."
    client = types.SimpleNamespace()
    def ask(self, call):
        return call("photo")

facts = {}
for name, change in {
    "turned": lambda image, photo: image.rotate(Gimp.RotationType.DEGREES90),
    "mirrored": lambda image, photo: image.flip(Gimp.OrientationType.HORIZONTAL),
    "upside down": lambda image, photo: image.rotate(Gimp.RotationType.DEGREES180),
    "moved": lambda image, photo: photo.set_offsets(5, 0),
    "cropped": lambda image, photo: image.crop(50, 40, 10, 10),
    "painted on": lambda image, photo: photo.fill(Gimp.FillType.WHITE),
    "inverted": lambda image, photo: photo.invert(False),
}.items():
    image, photo = opened()
    with ColorGroup(image, photo, "colours") as group:
        change(image, photo)
        facts[name] = [refusal(group.cover_like_photo), refusal(group.move_above_photo),
                       len(image.get_layers())]
    image, photo = opened()
    with PhotoTask("", photo, None, lambda progress: Seen()) as task:
        before = refusal(lambda: task.ask("", str))
        change(image, photo)
        facts[name] += [before, refusal(lambda: task.ask("", str)), refusal(task.finish)]

for name, go in {
    "removed": lambda image, photo: image.remove_layer(photo),
    "closed": lambda image, photo: image.delete(),
}.items():
    image, photo = opened()
    with PhotoTask("", photo, None, lambda progress: Seen()) as task:
        go(image, photo)
        facts[f"{name} while asked"] = [refusal(lambda: task.ask("", str)), refusal(task.finish)]
    image, photo = opened()
    task = PhotoTask("", photo, None, lambda progress: go(image, photo))
    facts[f"{name} while looked at"] = refusal(task.__enter__)

confidence = types.SimpleNamespace(
    dtype="float32", width=80, height=80, strips=lambda rows: [(0, 80, bytes(4 * 80 * 80))])
image, photo = opened()
with DoubtMap(confidence, Area(0, 0, 80, 80), Ramp(0.1, 0.2), lambda fraction: None) as doubt:
    image.delete()
    facts["too late"] = [refusal(lambda: doubt.add_channel(image, photo, "")),
                         refusal(lambda: doubt.select(image, photo))]
facts["too late"].append(
    refusal(lambda: hint_layer.add(image, photo, None, Area(0, 0, 80, 80))))

class Film:
    "The backend is asked for the next frame, and the artist does something."
    def __init__(self, *_):
        self.asked = 0
    def next(self, plane, text):
        self.asked += 1
        if self.asked == 2:
            change(image)
    def end(self):
        pass

def film_refused():
    image.insert_layer(photo.copy(), None, 0)
    return refusal(lambda: frames._color(call(image, photo), progress))

def call(image, layer):
    return Call(None, True, True, image, [layer], None, None)

frames._Film = Film
frames.frames.add_colored = lambda *_: None
progress = types.SimpleNamespace(wait_for=lambda work: None, reached=lambda fraction: None)
facts["film"] = []
for change in (lambda image: image.delete(),
               lambda image: image.remove_layer(image.get_layers()[0])):
    image, photo = opened()
    facts["film"].append(film_refused())
progress.wait_for = lambda work: image.delete()
image, photo = opened()
facts["film"].append(film_refused())

image, photo = opened()
facts["open"] = refusal(call(image, photo).check_open)
image.remove_layer(photo)
facts["removed"] = refusal(call(image, photo).check_open)
image, photo = opened()
image.delete()
facts["closed"] = refusal(call(image, photo).check_open)
result(**facts)
"""
CHANGED = "NotBuilt: The photo was changed meanwhile; nothing was added."
GONE = "Gone: The photo was closed or removed meanwhile; nothing was added."


@pytest.fixture(scope="module")
def facts(installed: Installed) -> dict[str, Any]:
    return installed.gimp.batch(installed.profile, SCRIPT, plug_in=installed.plug_in)


@pytest.mark.parametrize("how", ["turned", "mirrored", "upside down", "moved", "cropped"])
def test_colours_of_a_photo_that_lies_otherwise_now_are_not_added(
    facts: dict[str, Any], how: str
) -> None:
    assert facts[how] == [CHANGED, CHANGED, 1, None, CHANGED, CHANGED]


@pytest.mark.parametrize("how", ["painted on", "inverted"])
def test_who_retouches_meanwhile_gets_the_colours(facts: dict[str, Any], how: str) -> None:
    assert facts[how] == [None, None, 2, None, None, None]


def test_what_is_closed_under_a_dialog_is_said_to_be_closed(facts: dict[str, Any]) -> None:
    assert (facts["open"], facts["removed"], facts["closed"]) == (None, GONE, GONE)


@pytest.mark.parametrize("how", ["removed", "closed"])
def test_a_photo_that_is_gone_while_the_backend_thinks_is_said_to_be(
    facts: dict[str, Any], how: str
) -> None:
    assert facts[f"{how} while asked"] == [GONE, GONE]
    assert facts[f"{how} while looked at"] == GONE


def test_nothing_is_put_into_an_image_that_is_closed(facts: dict[str, Any]) -> None:
    assert facts["too late"] == [GONE] * 3


def test_an_animation_that_is_closed_or_loses_a_frame_is_said_to_be(facts: dict[str, Any]) -> None:
    assert facts["film"] == [GONE] * 3
