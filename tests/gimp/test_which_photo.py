# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever layer an artist has selected, the photo is found, and the colours that go on.

The plug-in's own resolver runs inside GIMP here, on images as artists leave them; no backend.
"""

from __future__ import annotations

from typing import Any

import pytest

from profile_folder import Installed

PRELUDE = """
import sys
sys.path.insert(0, FACTS["plug_in"])
import photo_subject
from installation import Colorizer, Installation
from layers import desk_layer, hint_layer, known_groups, marks, placing, which_photo
from layers.area import Area
from layers.group_record import GroupRecord
from layers.photo_link import Link

compact = Colorizer("compact", "Compact")
calm = Colorizer("iizuka2016", "Iizuka", capabilities=("style",))
installation = Installation("0", (), None, None, (compact, calm), compact)
GRAY, RGBA = Gimp.ImageType.GRAY_IMAGE, Gimp.ImageType.RGBA_IMAGE

def group_of(name, photo, area=None, at=0, parent=None, **record):
    group = Gimp.GroupLayer.new(image, name)
    image.insert_layer(group, parent, at)
    x, y, width, height = area or (0, 0, photo.get_width(), photo.get_height())
    color = add_layer(image, RGBA, name + " colour", (width, height), (x, y), group)
    link = Link.to(photo)
    facts = dict(version="0", photo="", layer=link.tattoo, layer_name=link.name,
                 colorizer="compact", temperature=1.0, vividness=0.5, saturation=1.0, area=area)
    known_groups.attach(group, GroupRecord(**{**facts, **record}))
    return group, color

def desk(kind, photo, part=None, name=None):
    layer = add_layer(image, RGBA, name or kind)
    layer.fill(Gimp.FillType.TRANSPARENT)
    desk_layer.mark(layer, kind, photo, part=part)
    return layer

def named(name, of=None):
    return next(layer for layer in all_layers((of or image).get_layers())
                if layer.get_name() == name)

def meant(layer, **needed):
    try:
        subject = photo_subject.choose(
            layer.get_image(), [layer], installation, "compact", **needed)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)
    area = subject.area
    return [subject.photo.get_name(), subject.group and subject.group.get_name(),
            [area.x, area.y, area.width, area.height]]

def hints_of(photo, group, *selected):
    return hint_layer.find(selected or [photo], photo, group).get_name()

def again():
    # The image as it comes out of its XCF file.
    path = FACTS["folder"] + "/again.xcf"
    save(image, path)
    return load(path)

# Numbers that a duplicate will give to others.
image = Gimp.Image.new(100, 80, Gimp.ImageBaseType.RGB)
for spent in range(3): image.remove_layer(add_layer(image, RGBA))
photo = add_layer(image, Gimp.ImageType.RGB_IMAGE, "scan")
photo.fill(Gimp.FillType.WHITE)
whole, colour = group_of("whole", photo)
"""
DUST = """
dust = add_layer(image, RGBA, "dust", position=1)
dust.fill(Gimp.FillType.TRANSPARENT)
"""
FACE = 'face, face_colour = group_of("face", photo, (40, 30, 30, 20))\n'
ALL = [0, 0, 100, 80]
WHOLE = ["scan", "whole", ALL]
PART = ["scan", "face", [40, 30, 30, 20]]
STYLED = (
    "NoDistribution: Iizuka, which made “styled”, finds one colour for each place: it has no "
    "alternatives and does not say how sure it is. Select the photo itself in the Layers dialog "
    "and try again."
)
GONE = (
    "NotInstalled: The colorizer “gone”, which made “gone”, is not installed here. Install it "
    "(Filters > Colorize > Settings / Status), or select the photo itself in the Layers dialog and "
    "try again."
)
FLOATING = "NoPhoto: There is a floating selection. Anchor it (Layer > Anchor Layer) and try again."
# What is done to the image, and what is meant by each layer that "facts" names.
CASES: dict[str, tuple[str, list[Any]]] = {
    "photo, group and colour": (
        "facts = [meant(photo), meant(whole), meant(colour)]",
        [WHOLE, WHOLE, WHOLE],
    ),
    "a face on top": (
        FACE + "facts = [meant(photo), meant(colour), meant(face), meant(face_colour)]",
        [WHOLE, WHOLE, PART, PART],
    ),
    "a face alone": (
        FACE + "image.remove_layer(whole)\nfacts = [meant(photo), meant(face)]",
        [["scan", None, ALL], PART],
    ),
    "masks": (
        FACE
        + """
for layer in (photo, whole, colour, face, face_colour):
    layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE))
facts = [meant(layer.get_mask()) for layer in (photo, whole, colour, face, face_colour)]
""",
        [WHOLE, WHOLE, WHOLE, PART, PART],
    ),
    "the topmost of two groups": (
        'newer, _colour = group_of("newer", photo)\nfacts = [meant(photo), meant(whole)]',
        [["scan", "newer", ALL], WHOLE],
    ),
    "two groups, the newer one hidden": (
        'newer, _colour = group_of("newer", photo)\nnewer.set_visible(False)\n'
        "facts = [meant(photo), meant(newer)]\nwhole.set_visible(False)\n"
        "facts.append(meant(photo))",
        [WHOLE, ["scan", "newer", ALL], ["scan", "newer", ALL]],
    ),
    "retouched spots, and a print cut out, above a photo without colours": (
        """
image.remove_layer(whole)
spots = add_layer(image, RGBA, "spots")
spots.fill(Gimp.FillType.TRANSPARENT)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 10, 10, 10, 10)
spots.edit_fill(Gimp.FillType.WHITE)
cutting = add_layer(image, RGBA, "cutting")
cutting.fill(Gimp.FillType.TRANSPARENT)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 50, 30, 30, 40)
cutting.edit_fill(Gimp.FillType.WHITE)
facts = [meant(spots), meant(cutting)]
""",
        [["scan", None, ALL], ["cutting", None, ALL]],
    ),
    "alternatives beneath the colours of another photo": (
        """
styled, _colour = group_of("styled", photo, colorizer="iizuka2016")
strokes = desk("hints", photo)
facts = [meant(layer, distribution=True) for layer in (photo, strokes, colour, styled)]
facts += [meant(photo), known_groups.hiding(whole, photo).get_name(),
          known_groups.hiding(styled, photo)]
styled.set_visible(False)
facts.append(known_groups.hiding(whole, photo))
""",
        [*[WHOLE] * 3, STYLED, ["scan", "styled", ALL], "styled", None, None],
    ),
    "alternatives of a photo in the colours of another one": (
        """
image.remove_layer(whole)
styled, colour = group_of("styled", photo, colorizer="iizuka2016")
face, face_colour = group_of("face", photo, (40, 30, 30, 20))
facts = [meant(layer, distribution=True) for layer in (photo, colour, face_colour)]
subject = photo_subject.choose(image, [photo], installation, "compact", distribution=True)
facts += [subject.record.colorizer, meant(photo)]
""",
        [["scan", None, ALL], STYLED, PART, "compact", ["scan", "styled", ALL]],
    ),
    "colours of a colorizer that is no longer there": (
        """
gone, _colour = group_of("gone", photo, colorizer="gone")
facts = [meant(photo, distribution=True), meant(photo), meant(gone)]
image.remove_layer(whole)
facts.append(meant(photo))
""",
        [WHOLE, WHOLE, GONE, ["scan", None, ALL]],
    ),
    "retouching between the colours and the photo": (
        DUST + "facts = [meant(layer) for layer in (colour, whole, photo, dust)]",
        [WHOLE] * 4,
    ),
    "retouching above the colours": (
        DUST + FACE + "image.reorder_item(dust, None, 0)\nfacts = [meant(dust), meant(face)]",
        [WHOLE, PART],
    ),
    "a second photo above the coloured one": (
        'cutting = add_layer(image, RGBA, "cutting")\ncutting.fill(Gimp.FillType.TRANSPARENT)\n'
        "image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 50, 60)\n"
        "cutting.edit_fill(Gimp.FillType.WHITE)\nGimp.Selection.none(image)\n"
        'lone = add_layer(image, Gimp.ImageType.RGB_IMAGE, "lone")\n'
        "facts = [meant(cutting), meant(lone), meant(photo)]",
        [["cutting", None, ALL], ["lone", None, ALL], WHOLE],
    ),
    "a merged copy": (
        'copy = add_layer(image, Gimp.ImageType.RGB_IMAGE, "scan, coloured by Compact")\n'
        "facts = [meant(copy), meant(photo)]",
        [["scan, coloured by Compact", None, ALL], WHOLE],
    ),
    "hints of the photo, and of the face": (
        FACE
        + """
strokes, near = desk("hints", photo), desk("hints", photo, face, "near")
facts = [meant(strokes), meant(near)]
facts += [hints_of(photo, group) for group in (whole, face)]
image.remove_layer(face)
facts.append(meant(near))
""",
        [WHOLE, PART, "hints", "near", WHOLE],
    ),
    "hints that the artist made": (
        DUST
        + """
own = add_layer(image, RGBA, "Colour hints")
facts = [meant(own), hints_of(photo, whole)]
image.remove_layer(dust)
facts.append(meant(own))
before = state(image)
with placing.undo_step(image):
    hint_layer.put_away(own, photo, whole)
own.set_name("blue dress")
facts += [meant(own), hints_of(photo, whole), own.get_visible()]
""",
        [["dust", None, ALL], "Colour hints", WHOLE, WHOLE, "blue dress", False],
    ),
    "a copy of the strokes that is kept": (
        FACE
        + """
strokes, kept = desk("hints", photo), desk("hints", photo, name="kept")
near = desk("hints", photo, face, "near")
strokes.add_mask(strokes.create_mask(Gimp.AddMaskType.WHITE))
def nearest():
    selections = ([photo], [kept], [strokes], [strokes.get_mask()], [near])
    return [hints_of(photo, whole, *selected) for selected in selections]
facts = [nearest()]
attic = Gimp.GroupLayer.new(image, "attic")
image.insert_layer(attic, None, 0)
image.reorder_item(kept, attic, 0)
attic.set_visible(False)
facts.append(nearest())
strokes.set_visible(False)
facts.append(nearest())
strokes.set_name("older")
own = add_layer(image, RGBA, "Colour hints")
facts += [hints_of(photo, whole, layer) for layer in (photo, own)]
""",
        [
            ["kept", "kept", "hints", "hints", "kept"],
            ["hints", "kept", "hints", "hints", "hints"],
            ["kept", "kept", "hints", "hints", "kept"],
            "kept",
            "Colour hints",
        ],
    ),
    "a photo that has the name of hints": (
        """
image.remove_layer(whole)
photo.set_name("Colour hints")
facts = [meant(photo)]
whole, colour = group_of("whole", photo)
older, _colour = group_of("older", photo, at=1)
add_layer(image, Gimp.ImageType.RGB_IMAGE, "paper", position=3)
facts += [meant(layer) for layer in (photo, whole, colour)]
facts.append([other.get_name() for other in known_groups.showing_through(whole, photo)])
facts.append(hint_layer.find([photo], photo, whole))
strokes = desk("hints", photo)
facts += [meant(strokes), hints_of(photo, whole)]
""",
        [
            ["Colour hints", None, ALL],
            *[["Colour hints", "whole", ALL]] * 3,
            ["older"],
            None,
            ["Colour hints", "whole", ALL],
            "hints",
        ],
    ),
    "confidence of the photo, and of the face": (
        FACE
        + """
def map_of(group):
    maps = which_photo.desk_layers_of(photo, group, "confidence")
    return [layer.get_name() for layer in maps]
doubt = desk("confidence", photo)
facts = [meant(doubt), map_of(whole), map_of(None), map_of(face)]
near = desk("confidence", photo, face, "near")
facts += [meant(near), map_of(whole), map_of(face)]
""",
        [WHOLE, ["confidence"], ["confidence"], [], PART, ["confidence"], ["near"]],
    ),
    "a piece that floats in the colours": (
        """
Gimp.edit_copy([colour])
piece, = Gimp.edit_paste(colour, False)
facts = [meant(layer) for layer in (piece, colour, whole, photo)]
Gimp.floating_sel_anchor(piece)
facts.append(meant(colour))
""",
        [*[FLOATING] * 4, WHOLE],
    ),
    "what a hint spread into": (
        "spread = desk('hinted', photo)\nimage.reorder_item(spread, whole, 0)\n"
        "facts = [meant(spread)]",
        [WHOLE],
    ),
    "groups of the artist's own": (
        FACE
        + """
album = Gimp.GroupLayer.new(image, "album")
image.insert_layer(album, None, 0)
for layer in (photo, whole, face): image.reorder_item(layer, album, 0)
facts = [meant(photo), meant(colour), meant(face)]
image.reorder_item(photo, None, 1)
facts += [meant(photo), meant(colour), meant(face)]
""",
        [WHOLE, WHOLE, PART] * 2,
    ),
    "a face's group inside the photo's": (
        FACE + "image.reorder_item(face, whole, 0)\n"
        "facts = [meant(photo), meant(whole), meant(face_colour)]",
        [WHOLE, WHOLE, PART],
    ),
    "the photo inside the group of its colours": (
        "image.reorder_item(photo, whole, 1)\nfacts = [meant(photo), meant(whole), meant(colour)]",
        [WHOLE, WHOLE, WHOLE],
    ),
    "a duplicated image": (
        DUST
        + FACE
        + """
strokes, near = desk("hints", photo), desk("hints", photo, face, "near")
own = add_layer(image, RGBA, "Colour hints")
doubt = desk("confidence", photo)
copy = image.duplicate()
facts = [named("face", copy).get_tattoo() == face.get_tattoo()]
facts += [meant(named(name, copy)) for name in
          ("scan", "dust", "whole", "whole colour", "face", "hints", "near", "confidence")]
facts.append(hints_of(named("scan", copy), named("face", copy)))
""",
        [False, WHOLE, WHOLE, WHOLE, WHOLE, PART, WHOLE, PART, WHOLE, "near"],
    ),
    "a duplicate in which the photo's number is that of another": (
        DUST
        + """
strokes = desk("hints", photo)
for wrong in (dust, colour, strokes, whole):
    facts = {**marks.read(whole, marks.COLORS), "layer": wrong.get_tattoo()}
    marks.write(whole, marks.COLORS, facts)
    facts = {**marks.read(strokes, marks.DESK), "layer": wrong.get_tattoo()}
    marks.write(strokes, marks.DESK, facts)
    found = [meant(layer) for layer in (photo, colour, strokes)]
    if found != [["scan", "whole", [0, 0, 100, 80]]] * 3: break
facts = found
""",
        [WHOLE] * 3,
    ),
    "colours of an older version, in a duplicate": (
        """
strokes = desk("hints", photo)
for layer, mark in ((whole, marks.COLORS), (strokes, marks.DESK)):
    for number in (strokes.get_tattoo(), 99):
        facts = {**marks.read(layer, mark), "layer": number}
        facts.pop("layer_name", None)
        marks.write(layer, mark, facts)
facts = [meant(layer) for layer in (photo, colour, strokes)]
""",
        [WHOLE] * 3,
    ),
    "an image that was saved": (
        DUST
        + FACE
        + """
photo.set_name("after saving under another name")
strokes = desk("hints", photo, face)
image = again()
facts = [meant(named(name)) for name in ("whole", "face", "hints", "dust")]
""",
        [["after saving under another name", *found[1:]] for found in (WHOLE, PART, PART, WHOLE)],
    ),
    "a photo that is gone": (
        'strokes = desk("hints", photo)\nimage.remove_layer(photo)\n'
        "facts = [meant(whole)[:31], meant(strokes)[:31]]\n"
        'below = add_layer(image, Gimp.ImageType.RGB_IMAGE, "below", position=2)\n'
        "facts.append(meant(whole))",
        [
            "NoPhoto: The photo to which “wh",
            "NoPhoto: The photo to which “hi",
            ["below", *WHOLE[1:]],
        ],
    ),
    "a record that cannot be read": (
        FACE
        + """
for facts in ({"working_size": None}, {"temperature": "x"}, {"style": "?"}, {"area": [1, 2]}):
    marks.write(face, marks.COLORS, {**marks.read(face, marks.COLORS), **facts})
    facts = [meant(photo), meant(face)]
    if facts != [["scan", "whole", [0, 0, 100, 80]], ["scan", "face", [0, 0, 100, 80]]]: break
    known_groups.attach(face, GroupRecord("0", "", 0, "compact", 1.0, 0.5, 1.0, area=(1, 2, 3, 4)))
""",
        [WHOLE, ["scan", "face", ALL]],
    ),
    "cropped": (
        FACE + "image.crop(60, 40, 20, 20)\nfacts = [meant(photo), meant(face)]",
        [["scan", "whole", [0, 0, 60, 40]], ["scan", "face", [20, 10, 30, 20]]],
    ),
    "cropped through the face": (
        FACE + "image.crop(20, 15, 50, 35)\nfacts = [meant(face)]",
        [["scan", "face", [0, 0, 20, 15]]],
    ),
    "scaled": (
        FACE + "image.scale(50, 40)\nfacts = [meant(face)]",
        [["scan", "face", [20, 15, 15, 10]]],
    ),
    "turned": (
        FACE + "image.rotate(Gimp.RotationType.DEGREES90)\nfacts = [meant(face)]",
        [["scan", "face", [30, 40, 20, 30]]],
    ),
    "turned upside down": (
        FACE + "image.rotate(Gimp.RotationType.DEGREES180)\nfacts = [meant(face)]",
        [["scan", "face", [30, 30, 30, 20]]],
    ),
    "the canvas alone is larger": (
        FACE + "image.resize(140, 120, 10, 5)\nfacts = [meant(face)]",
        [["scan", "face", [50, 35, 30, 20]]],
    ),
    "a part that is no longer there": (
        FACE + "face.set_offsets(300, 30)\nfacts = [meant(face)[:36], meant(photo)]",
        ["NoPhoto: “face” has the colours of a", WHOLE],
    ),
    "a dress beside the face": (
        FACE
        + """
import selected_region
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 60, 30, 20)
def selected(layer):
    subject = photo_subject.choose(image, [layer], installation, "compact")
    try: return bytes(selected_region.selected_region(subject).cover).count(255)
    except selected_region.NothingSelected as error: return str(error)
facts = [selected(photo), selected(face)[:67]]
Gimp.Selection.none(image)
subject = photo_subject.choose(image, [face], installation, "compact")
facts.append(selected_region.selected_region(subject))
""",
        [600, "The selection lies beside the part of the photo that “face” has the", None],
    ),
    "new colours come on top": (
        DUST
        + FACE
        + """
image.reorder_item(dust, None, 2)
facts = []
for above in (photo, whole, face):
    scratch = Gimp.Image.new(100, 80, Gimp.ImageBaseType.RGB)
    made = Gimp.Layer.new(scratch, "new", 9, 9, RGBA, 100, Gimp.LayerMode.NORMAL)
    scratch.insert_layer(made, None, 0)
    added = placing.above(image, above, made)
    facts.append(image.get_item_position(added))
    image.remove_layer(added)
""",
        [0, 0, 0],
    ),
}


@pytest.fixture(scope="module")
def found(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Look at all cases in one GIMP."""
    return installed.gimp.batch(
        *(installed.profile, 'run_cases(FACTS["cases"], "")'),
        folder=tmp_path_factory.mktemp("which photo"),
        plug_in=installed.plug_in,
        cases={name: PRELUDE + script for name, (script, _expected) in CASES.items()},
    )


@pytest.mark.parametrize("case", CASES)
def test_the_photo_and_its_colours_are_found(case: str, found: Any) -> None:
    assert found[case] == CASES[case][1]
