# SPDX-License-Identifier: GPL-3.0-or-later
"""The mood of another photo, in real GIMP, by a small colorizer of random weights."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.card import read_card
from profile_folder import REPOSITORY, Installed, facts_of

sys.path.append(str(REPOSITORY / "tests" / "backend"))
from colorizer_samples import IIZUKA, install_iizuka

SCRIPT = """
import sys
from dataclasses import replace

def style(**arguments):
    status, text, given = call("plug-in-colorize-style", image, [photo], **arguments)
    return status, text, given[0] if given else None

facts = {}
image = load(FACTS["photo"])
photo, = image.get_layers()
other = load(FACTS["dark"])
before = state(image)
file = FACTS["installation"]
able = open(file).read()
open(file, "w").write(FACTS["unable"])
facts["unable"] = style(style_layer=other.get_layers()[0])[:2]
open(file, "w").write(able)
facts["nothing chosen"] = style()[:2]
facts["both chosen"] = style(style_layer=other.get_layers()[0],
                             style_file=Gio.File.new_for_path(FACTS["light"]))[:2]
facts["no picture"] = style(style_file=Gio.File.new_for_path(file))[:2]
hidden = load(FACTS["dark"])
hidden.get_layers()[0].set_visible(False)
save(hidden, FACTS["folder"] + "/hidden.xcf")
hidden.delete()
file_of_hidden = Gio.File.new_for_path(FACTS["folder"] + "/hidden.xcf")
facts["nothing visible"] = style(style_file=file_of_hidden)[:2]
facts["refused"] = state(image) == before

status, text, group = style(style_layer=other.get_layers()[0])
facts["made"] = [status, text, group.get_name(), [l.get_name() for l in group.get_children()]]
facts["others"] = state(image)["layers"][2:] == before["layers"]
keep(group.get_children()[0], "R'G'B'A u8", "dark")
light = style(style_file=Gio.File.new_for_path(FACTS["light"]))[2]
keep(light.get_children()[0], "R'G'B'A u8", "light")
facts["light"] = light.get_name()
sys.path.insert(0, Gimp.directory() + "/plug-ins/colorize_auto")
from layers import known_groups, style_photo
record = known_groups.read(light)
facts["begun with"] = [
    (file := style_photo.recorded_file(replace(record, **changes))) and file.get_path()
    for changes in ({}, {"style": ""}, {"style_file": ""}, {"style_file": "light.png"},
                    {"style_file": record.style_file.replace("light", "gone")},
                    {"style_file": record.style_file.replace("file://", "https://a")},
                    {"style_file": record.style_file.replace("file://", "file://elsewhere")},
                    {"style_file": record.style_file.replace("file://", "file:///")})
]
image.remove_layer(light)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 60, 60, 80)
part = style(style_layer=other.get_layers()[0])[2]
record = json.loads(bytes(part.get_parasite("colorize-auto").get_data()))
place = list(part.get_offsets())[1:] + [part.get_width(), part.get_height()]
facts["part"] = [place, record["area"]]
keep(part.get_mask(), "Y u8", "part")
image.remove_layer(part)
Gimp.Selection.none(image)

facts["no confidence"] = call("plug-in-colorize-confidence", image, group.get_children())[:2]

# Next week, when the backend has forgotten the photo and the other image is closed.
other.delete()
record = json.loads(bytes(group.get_parasite("colorize-auto").get_data()))
record["photo"] = "forgotten"
group.attach_parasite(Gimp.Parasite.new("colorize-auto", 1, json.dumps(record).encode()))
facts["record"] = len(json.dumps(record))
strokes = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Colour hints")
buffer = strokes.get_buffer()
buffer.set(Gegl.Rectangle.new(5, 5, 9, 9), "R'G'B'A u8", bytes((200, 40, 40, 255)) * 81)
buffer.flush()
hinted, = call("plug-in-colorize-hints", image, [photo])[2]
keep(hinted, "R'G'B'A u8", "continued")

# The photo itself gets what the topmost colours cannot give, beside them.
def alternative():
    status, text, given = call("plug-in-colorize-alternatives", image, [photo], region=0)
    return [status, text, given and given[0].get_parent()]
first = alternative()
style(style_file=Gio.File.new_for_path(FACTS["light"]))
second = alternative()
facts["alternatives"] = [first[:2], second[:2], first[2] == second[2], first[2].get_name(),
                         [layer.get_name() for layer in image.get_layers()]]
doubt, = call("plug-in-colorize-confidence", image, [photo])[2]
facts["confidence"] = doubt.get_name()
result(facts=facts)
"""


def write_able(installed: Installed) -> str:
    """Install the colorizer in place of the trained one; give the facts without either."""
    file = installed.plug_in / "installation.json"
    shipped = json.loads(file.read_text(encoding="utf-8"))["colorizers"]
    others = [colorizer for colorizer in shipped if colorizer["name"] != IIZUKA]
    installed.write_facts(colorizers=others)
    without = file.read_text(encoding="utf-8")
    folder = installed.home / "colorizers"
    install_iizuka(folder)
    card = read_card(folder / f"{IIZUKA}.json")
    installed.write_facts(colorizers=[*others, facts_of(card)])
    return without


@pytest.fixture
def run(installed_alone: Installed, photo: Path, tmp_path: Path) -> Any:
    small, dark, light = (tmp_path / f"{name}.png" for name in ("small", "dark", "light"))
    with Image.open(photo) as scan:
        scan.resize((240, 192)).save(small)
        scan.resize((320, 256)).point(lambda value: value // 4).save(dark)
        Image.effect_noise((320, 256), 90).save(light)
    without = write_able(installed_alone)
    # Started on this machine: one that GIMP starts in a chroot would lack its devices.
    with installed_alone.running_backend():
        found = installed_alone.gimp.batch(
            installed_alone.profile,
            SCRIPT,
            unable=without,
            photo=small,
            dark=dark,
            light=light,
            installation=installed_alone.plug_in / "installation.json",
            folder=tmp_path,
        )
    return SimpleNamespace(folder=tmp_path, **found)


def test_another_photo_gives_the_mood(run: Any) -> None:
    status, text = run.facts["unable"]
    assert status != "success"
    assert IIZUKA in text
    assert "install.py" in text
    assert "Choose the photo that gives the mood" in run.facts["nothing chosen"][1]
    assert "Choose one of them" in run.facts["both chosen"][1]
    assert "cannot be opened" in run.facts["no picture"][1]
    status, text = run.facts["nothing visible"]
    assert status != "success"
    assert "hidden.xcf are hidden. Show one" in text
    assert run.facts["refused"]

    made = run.facts["made"]
    assert made[:2] == ["success", ""]
    assert made[2].startswith("Colorize: Tiny Iizuka, after ")
    assert made[3] == ["Colour"]
    assert run.facts["others"]
    assert run.facts["light"] == "Colorize: Tiny Iizuka, after light.png"
    # Nothing that a file from elsewhere names is asked of another computer.
    first, *others = run.facts["begun with"]
    assert Path(first).name == "light.png"
    assert others == [None] * 7
    # Of a selection the network sees a little more than is coloured.
    area, recorded = run.facts["part"]
    assert area == recorded
    left, top, width, height = area
    assert left < 20 and top < 60 and left + width > 80 and top + height > 140
    assert width < 240 and height < 192
    mask = np.load(run.folder / "part.npy").reshape(height, width)
    assert mask[100 - top, 50 - left] == 255
    assert mask[0, 0] == mask[-1, -1] == 0
    # It predicts a colour and no distribution.
    status, text = run.facts["no confidence"]
    assert status != "success"
    assert "Select the photo itself" in text
    *called, same_group, name, layers = run.facts["alternatives"]
    assert called == [["success", ""]] * 2
    assert same_group
    assert name == "Colorize: Compact"
    assert [layer.partition(", after")[0] for layer in layers] == [
        *("Colour hints", "Colorize: Tiny Iizuka", "Colorize: Compact", "Colorize: Tiny Iizuka"),
        "Background",
    ]
    assert run.facts["confidence"] == "Confidence: Compact"
    dark, light, continued = (
        np.load(run.folder / f"{name}.npy").astype(int)[60:, :, :3]
        for name in ("dark", "light", "continued")
    )
    assert np.abs(dark - light).mean() > 0.05
    # The stroke is at the top left.
    assert np.abs(continued - dark)[80:, 120:].mean() < 0.2 * np.abs(light - dark)[80:, 120:].mean()
