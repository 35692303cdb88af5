# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers above a photo that only change how it looks, and merged colours: which photo is meant.

The plug-in's own resolver runs inside GIMP here; no backend.
"""

from __future__ import annotations

from typing import Any

import pytest

from profile_folder import Installed
from test_which_photo import ALL, FACE, PART, PRELUDE, WHOLE

# The photo shows something: nothing but white would be paper.
SCAN = """
image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 30, 30)
photo.edit_fill(Gimp.FillType.FOREGROUND)
Gimp.Selection.none(image)

def burning(mode, position=0):
    layer = add_layer(image, Gimp.ImageType.RGB_IMAGE, "burning", position=position)
    write(layer, "R'G'B' u8", bytes((128, 128, 128)) * (100 * 80))
    layer.set_mode(getattr(Gimp.LayerMode, mode))
    return layer
"""
PLAIN = ["scan", None, ALL]
CASES: dict[str, tuple[str, list[Any]]] = {
    "dodging and burning in several modes": (
        """
facts = []
for mode in ("SOFTLIGHT", "OVERLAY", "SOFTLIGHT_LEGACY", "MULTIPLY", "LCH_COLOR"):
    burn = burning(mode)
    facts.append(meant(burn))
    image.remove_layer(burn)
""",
        [WHOLE] * 5,
    ),
    "dodging and burning beneath the colours": (
        "burn = burning('SOFTLIGHT', 1)\nfacts = [meant(burn), meant(colour), meant(photo)]",
        [WHOLE] * 3,
    ),
    "dodging and burning above a photo without colours": (
        "image.remove_layer(whole)\nburn = burning('SOFTLIGHT')\nburn.add_mask("
        "burn.create_mask(Gimp.AddMaskType.WHITE))\nfacts = [meant(burn), meant(burn.get_mask())]",
        [PLAIN] * 2,
    ),
    "one above the other, and another photo between": (
        """
burn = burning("SOFTLIGHT")
lone = burning("NORMAL", 1)
lone.set_name("lone")
below = burning("OVERLAY", 3)
facts = [meant(burn), meant(below), meant(lone)]
image.remove_layer(whole)
facts += [meant(burn), meant(below)]
""",
        [WHOLE, WHOLE, ["lone", None, ALL], ["lone", None, ALL], PLAIN],
    ),
    "a layer that hides what is beneath, in whatever mode": (
        "facts = [meant(burning(mode))[0] for mode in "
        '("NORMAL_LEGACY", "DISSOLVE", "REPLACE", "MERGE")]',
        ["burning", "burning #1", "burning #2", "burning #3"],
    ),
    "nothing beneath": (
        "for layer in (whole, photo): image.remove_layer(layer)\n"
        "facts = [meant(burning('MULTIPLY'))[0]]",
        ["burning"],
    ),
    "a scan that lets its paper through": (
        """
image.remove_layer(whole)
image.scale(600, 480)
photo.fill(Gimp.FillType.WHITE)
lines = add_layer(image, Gimp.ImageType.RGB_IMAGE, "lines")
lines.set_mode(Gimp.LayerMode.MULTIPLY)
own = add_layer(image, RGBA, "Colour hints")
facts = [meant(lines)[0], meant(own)[0]]
""",
        ["lines", "lines"],
    ),
    "a photo whose mode is changed after it was coloured": (
        "below = burning('NORMAL', 2)\nphoto.set_mode(Gimp.LayerMode.MULTIPLY)\n"
        "facts = [meant(photo), meant(colour)]",
        [WHOLE] * 2,
    ),
    "hints of the artist's own": (
        """
burning("SOFTLIGHT")
own = add_layer(image, RGBA, "Colour hints")
facts = [meant(own)]
image.remove_layer(whole)
facts.append(meant(own))
""",
        [WHOLE, PLAIN],
    ),
    "colours whose photo is gone": (
        """
burning("SOFTLIGHT", 1)
image.remove_layer(photo)
below = burning("NORMAL", 2)
below.set_name("below")
image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 30, 30)
below.edit_fill(Gimp.FillType.FOREGROUND)
facts = [meant(colour)]
""",
        [["below", *WHOLE[1:]]],
    ),
    # GIMP merges the photo in as well.
    "colours that were merged with the photo": (
        FACE
        + """
strokes = desk("hints", photo)
whole.set_mode(Gimp.LayerMode.PASS_THROUGH)
merged = whole.merge()
facts = [photo.is_valid(), marks.has(merged, marks.COLORS), marks.is_ours(merged)]
facts += [meant(merged, distribution=True), meant(strokes), meant(face)]
newer, _colour = group_of("newer", merged)
facts += [meant(merged), meant(strokes)]
""",
        [
            *(False, True, False),
            *(["whole", None, ALL], ["whole", None, ALL], ["whole", *PART[1:]]),
            *[["whole", "newer", ALL]] * 2,
        ],
    ),
    "colours that were merged without the photo": (
        """
whole.set_mode(Gimp.LayerMode.LCH_COLOR)
merged = whole.merge()
facts = [marks.has(merged, marks.COLORS), meant(merged), meant(photo, distribution=True)]
scratch = Gimp.Image.new(100, 80, Gimp.ImageBaseType.RGB)
made = add_layer(scratch, RGBA, "new")
facts.append(image.get_item_position(placing.above(image, photo, made)))
newer, colour = group_of("newer", photo)
facts += [meant(layer) for layer in (merged, photo, colour)]
""",
        [True, PLAIN, PLAIN, 0, *[["scan", "newer", ALL]] * 3],
    ),
    "colours of a part that were merged, inside others": (
        FACE
        + """
image.reorder_item(face, whole, 0)
face.set_mode(Gimp.LayerMode.LCH_COLOR)
merged = face.merge()
facts = [meant(layer) for layer in (merged, colour, photo)]
""",
        [WHOLE] * 3,
    ),
}


@pytest.fixture(scope="module")
def found(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Look at all cases in one GIMP."""
    return installed.gimp.batch(
        *(installed.profile, 'run_cases(FACTS["cases"], "")'),
        folder=tmp_path_factory.mktemp("above the photo"),
        plug_in=installed.plug_in,
        cases={name: PRELUDE + SCAN + script for name, (script, _expected) in CASES.items()},
    )


@pytest.mark.parametrize("case", CASES)
def test_the_photo_is_meant(case: str, found: Any) -> None:
    assert found[case] == CASES[case][1]
