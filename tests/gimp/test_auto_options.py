# SPDX-License-Identifier: GPL-3.0-or-later
"""A selected part, a merged copy, the working size, the style, and going on next week."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pictures import chroma, lightness
from profile_folder import Installed

OPEN = """
image = load(FACTS["photo"])
photo, = image.get_layers()
def go(**arguments):
    return call("plug-in-colorize-auto", image, [photo], **arguments)
def note(group):
    return json.loads(bytes(group.get_parasite("colorize-auto").get_data()).decode())
def compare(refused=False, **arguments):
    keep_seen(image, case + " before")
    before = state(image)
    status, text, given = go(**arguments)
    if status != "success" and not refused: raise RuntimeError(text)
    keep_seen(image, case + " after")
    return dict(status=status, text=text, before=before, after=state(image)), given
def forget(identity):
    import http.client
    facts = json.load(open(FACTS["connection"]))
    connection = http.client.HTTPConnection("127.0.0.1", int(facts["url"].rsplit(":", 1)[1]))
    connection.request("DELETE", "/v1/photos/" + identity,
                       headers={"Authorization": "Bearer " + facts["token"]})
    return connection.getresponse().status
"""
CASES = {
    "a hard selection": """
image.select_rectangle(Gimp.ChannelOps.REPLACE, 100, 60, 60, 50)
facts, (group, layer) = compare(alternatives=2)
facts["note"] = note(group)
facts["children"] = [describe(child) for child in group.get_children()]
""",
    "a feathered selection": """
image.select_rectangle(Gimp.ChannelOps.REPLACE, 100, 60, 60, 50)
Gimp.Selection.feather(image, 25)
rectangle = Gegl.Rectangle.new(0, 0, image.get_width(), image.get_height())
before = image.get_selection().get_buffer().get(rectangle, 1.0, "Y u8", Gegl.AbyssPolicy.NONE)
facts, (group, layer) = compare(alternatives=0)
x, y, width, height = note(group)["area"]
mask = read(group.get_mask(), "Y u8")
rows = (before[start + x:start + x + width] for start in
        range(y * image.get_width(), (y + height) * image.get_width(), image.get_width()))
facts["same mask"] = mask == b"".join(rows)
""",
    "a selection beside the photo": """
image.resize(400, 300, 0, 0)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 300, 220, 60, 50)
facts, given = compare(refused=True)
""",
    "a selection left and right of the photo": """
photo.set_offsets(100, 0)
image.resize(photo.get_width() + 200, photo.get_height(), 0, 0)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 60, 60, 50)
image.select_rectangle(Gimp.ChannelOps.ADD, photo.get_width() + 130, 60, 60, 50)
facts, given = compare(refused=True, alternatives=0)
""",
    "a selection that is not wanted": """
image.select_rectangle(Gimp.ChannelOps.REPLACE, 100, 60, 60, 50)
facts, (group, layer) = compare(alternatives=0, selected_part_only=False)
facts["area"] = note(group)["area"]
""",
    "a merged copy": """
facts, (group, layer) = compare(output="merged", alternatives=2)
facts["group"] = group and group.get_name()
keep(layer, "R'G'B'A float", "merged layer")
keep(photo, "R'G'B' float", "the photo")
""",
    "what comes after a merged copy": """
facts, (group, copy) = compare(output="merged")
again = go(output="merged", temperature=0.2)[2][1]
group = go(alternatives=0)[2][0]
facts["order"] = [image.get_layers().index(layer) for layer in (group, again, copy, photo)]
facts["selected"] = [layer == photo for layer in image.get_selected_layers()]
""",
    "a merged copy of a part": """
photo.add_alpha()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 30, 205)
photo.edit_clear()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 60, 60, 50)
facts, (group, layer) = compare(output="merged")
""",
    "a working size": """
facts, (group, layer) = compare(working_size=128, alternatives=0)
facts["note"] = note(group)
""",
    "an impossible working size": """
facts, given = compare(refused=True, working_size=5)
""",
    "a style that cannot be taken": """
facts, given = compare(refused=True, style_photo=Gio.File.new_for_path(FACTS["photo"]))
""",
    "many runs": """
import pathlib, time
def left_behind():
    give_up = time.monotonic() + 10
    while (running := processes()) and time.monotonic() < give_up: time.sleep(0.1)
    files = list(pathlib.Path(Gimp.temp_directory()).rglob("*"))
    return [len(running), len(files), len(Gimp.get_images())]
def processes():
    return [folder for folder in pathlib.Path("/proc").glob("[0-9]*")
            if FACTS["entry"].encode() in words_of(folder)]
def words_of(folder):
    try: return (folder / "cmdline").read_bytes().split(b"\\0")
    except OSError: return []
counts = []
for number in range(20):
    status, text, (group, layer) = go(alternatives=1)
    image.remove_layer(group)
    counts.append(left_behind())
facts = dict(status=status, text=text, counts=counts)
""",
    "going on": """
status, text, (first, layer) = go(alternatives=0)
path = FACTS["folder"] + "/week.xcf"
save(image, path)
image.delete()
image = load(path)
first, photo = image.get_layers()
again = go(alternatives=0, saturation=0.5)[2][0]
facts = dict(status=status, text=text, first=note(first), again=note(again))
facts["forgot"] = forget(note(first)["photo"])
path = FACTS["folder"] + "/later.xcf"
save(image, path)
image = load(path)
second, first, photo = image.get_layers()
status, text, (later, layer) = go(alternatives=0)
facts.update(later=later and note(later), status=status, text=text)
buffer = photo.get_buffer()
buffer.set(Gegl.Rectangle.new(5, 5, 1, 1), "Y' u8", bytes([7])); buffer.flush()
facts["retouched"] = note(go(alternatives=0)[2][0])
""",
}


@pytest.fixture(scope="module")
def runs(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run all cases in one GIMP, which spares its start for each of them."""
    folder = tmp_path_factory.mktemp("options")
    small = folder / "small.jpg"
    with Image.open(photo) as scan:
        scan.resize((256, 205)).save(small, quality=95)
    facts = installed.gimp.batch(
        *(installed.profile, 'run_cases(FACTS["cases"], "")'),
        photo=small,
        folder=folder,
        connection=installed.connection,
        entry=installed.plug_in / "colorize_auto.py",
        cases={name: OPEN + script for name, script in CASES.items()},
    )
    return SimpleNamespace(folder=folder, facts=facts)


def facts_of(runs: Any, case: str, status: str = "success") -> Any:
    facts = runs.facts[case]
    assert facts.get("status") == status, facts
    return facts


def picture(runs: Any, name: str) -> np.ndarray:
    return np.load(runs.folder / f"{name}.npy")


def colored(runs: Any, case: str) -> np.ndarray:
    """Give how strongly each pixel was coloured."""
    return chroma(picture(runs, f"{case} after")) - chroma(picture(runs, f"{case} before"))


def test_a_selection_is_coloured_and_nothing_else(runs: Any) -> None:
    facts = facts_of(runs, "a hard selection")
    strength = np.abs(colored(runs, "a hard selection"))
    inside = np.zeros(strength.shape, bool)
    inside[62:108, 102:158] = True
    assert strength[inside].mean() > 1.0
    far = np.ones(strength.shape, bool)
    far[54:116, 94:166] = False
    before, after = (picture(runs, f"a hard selection {time}") for time in ("before", "after"))
    np.testing.assert_allclose(after[far], before[far], atol=2e-3)
    assert facts["after"]["selection"] == facts["before"]["selection"]
    assert facts["after"]["layers"][-1] == facts["before"]["layers"][0]
    moved = np.abs(lightness(after) - lightness(before))
    assert np.mean(moved <= 1.0) >= 0.999


def test_the_network_sees_a_selection_with_what_stands_around_it(runs: Any) -> None:
    facts = facts_of(runs, "a hard selection")
    x, y, width, height = facts["note"]["area"]
    assert x < 100 and y < 60 and x + width > 160 and y + height > 110
    assert width * height < 256 * 205 / 3
    group, *_rest = facts["after"]["layers"]
    assert group["mask"]
    assert (group["name"], group["size"], group["offsets"]) == (
        "Colorize: Compact, part",
        [width, height],
        [x, y],
    )
    assert all(child["size"] == [width, height] for child in facts["children"])
    assert facts["children"][-1]["name"] == "Colour"


def test_a_feathered_selection_stays_as_soft_as_it_is(runs: Any) -> None:
    assert facts_of(runs, "a feathered selection")["same mask"]


@pytest.mark.parametrize("where", ["beside", "left and right of"])
def test_a_selection_beside_the_photo_is_refused_with_a_sentence(runs: Any, where: str) -> None:
    facts = facts_of(runs, f"a selection {where} the photo", "execution-error")
    assert "Nothing of the photo is selected" in facts["text"]
    assert facts["after"] == facts["before"]


def test_a_selection_can_be_ignored(runs: Any) -> None:
    assert facts_of(runs, "a selection that is not wanted")["area"] is None
    assert np.mean(colored(runs, "a selection that is not wanted") > 0.5) > 0.5


def test_what_is_new_is_seen_above_a_merged_copy(runs: Any) -> None:
    facts = facts_of(runs, "what comes after a merged copy")
    assert facts["order"] == [0, 1, 2, 3]
    assert facts["selected"] == [True]


def test_a_merged_copy_is_one_ordinary_layer_with_the_photos_lightness(runs: Any) -> None:
    facts = facts_of(runs, "a merged copy")
    assert facts["group"] is None
    copy, photo = facts["after"]["layers"]
    assert (copy["mode"], copy["mask"], copy["size"]) == ("normal", None, photo["size"])
    assert "Compact" in copy["name"]
    assert photo == facts["before"]["layers"][0]
    merged, gray = picture(runs, "merged layer"), picture(runs, "the photo")
    assert np.mean(np.abs(lightness(merged) - lightness(gray)) <= 1.0) >= 0.999
    assert chroma(merged).mean() > 1.0


def test_a_merged_copy_covers_what_is_selected_of_the_photo(runs: Any) -> None:
    facts_of(runs, "a merged copy of a part")
    before, after = (
        picture(runs, f"a merged copy of a part {time}") for time in ("before", "after")
    )
    np.testing.assert_array_equal(after[..., 3], before[..., 3])
    strength = colored(runs, "a merged copy of a part")
    assert strength[65:105, 35:75].mean() > 1.0
    assert np.abs(strength[:50]).max() < 1.0
    assert np.abs(strength[:, 100:]).max() < 1.0


def test_the_working_size_is_used_and_remembered(runs: Any) -> None:
    assert facts_of(runs, "a working size")["note"]["working_size"] == 128
    usual, small = (picture(runs, f"{case} after") for case in ("a merged copy", "a working size"))
    assert np.abs(usual - small).max() > 0.02


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("an impossible working size", "between 64 and 1024"),
        ("a style that cannot be taken", "Compact cannot take the style of another photo"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    runs: Any, case: str, sentence: str
) -> None:
    facts = facts_of(runs, case, "execution-error")
    assert sentence in facts["text"]
    assert facts["after"] == facts["before"]


def test_goes_on_with_a_saved_image_even_when_the_backend_has_forgotten_it(runs: Any) -> None:
    facts = facts_of(runs, "going on")
    assert facts["again"]["photo"] == facts["first"]["photo"]
    assert facts["forgot"] == 204
    assert facts["later"]["photo"] not in ("", facts["first"]["photo"])
    assert facts["later"]["content"] == facts["first"]["content"]
    # A photo that was retouched meanwhile is looked at anew.
    assert facts["retouched"]["content"] != facts["first"]["content"]
    assert facts["retouched"]["photo"] != facts["later"]["photo"]


def test_many_runs_leave_nothing_behind(runs: Any) -> None:
    counts = facts_of(runs, "many runs")["counts"]
    # No process, and neither a temporary file nor an image more than after the first run.
    assert [processes for processes, _files, _images in counts] == [0] * 20
    assert counts[-1] == counts[0]
