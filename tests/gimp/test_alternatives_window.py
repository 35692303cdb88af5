# SPDX-License-Identifier: GPL-3.0-or-later
"""The window Pick Alternatives, by mouse and keyboard, and what it leaves in the image."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from models import registry
from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen

# Runs inside GIMP while the test presses the keys.
PICK = """
def pick():
    status, text, layers = call("plug-in-colorize-alternatives", image, image.get_selected_layers(),
                                run_mode=Gimp.RunMode.INTERACTIVE)
    return [status, text, layers[0].get_name() if layers else None]
image, = Gimp.get_images()
before = state(image)
keep_seen(image, "before")
result(ready=True, before=before)
picked = pick()
keep_seen(image, "after")
group = image.get_layers()[0]
for number, layer in enumerate(group.get_children()[:2]):
    keep(layer.get_mask(), "Y u8", f"mask-{number}")
result(picked=picked, after=state(image))
wait_until(lambda: len(image.get_layers()) == 1)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 300, 60, 300, 200)
selected = state(image)
result(undone={**selected, "selection": before["selection"]})
result(cancelled=pick(), untouched=state(image) == selected)
picked = pick()
spot = read(image.get_layers()[-1], "Y' u8")
result(retouched=[*picked, min(spot[200 * image.get_width() + 400:][:10])])
"""
TITLE = "^Pick Alternatives$"
# In the window, which stands at the screen's corner, the photo begins here.
MARGIN = 12
SHOWN = 760  # how wide it is there
# Places in the picture on the screen: the sky, the large ship, the roof of the boat in front.
SKY, SHIP, ROOF = (300, 80), (470, 400), (170, 473)


def quiet(log: Path, seconds: float = 2.5) -> Callable[[], None]:
    """Give what waits until the backend has begun to make pictures, and has made them all."""

    def made() -> int:
        return log.read_text(encoding="utf-8").count("/alternatives 200")

    before = made()

    def wait() -> None:
        give_up = time.monotonic() + 120
        count, since = before, time.monotonic()
        while count == before or time.monotonic() < since + seconds:
            assert time.monotonic() < give_up, "no pictures were made"
            time.sleep(0.3)
            if made() != count:
                count, since = made(), time.monotonic()

    return wait


def opened(screen: Screen, log: Path) -> str:
    """Wait for the window, with all its pictures, in the screen's corner."""
    pictures_made = quiet(log)
    window = screen.wait_for_window(TITLE)
    screen.place(window, 0, 0)
    pictures_made()
    return window


def at_place(picture: np.ndarray, place: tuple[int, int]) -> tuple[int, int]:
    """Row and column, in a picture of the whole photo, of a place in the window's."""
    scale = picture.shape[1] / SHOWN
    return round(scale * place[1]), round(scale * place[0])


def test_regions_are_clicked_colours_chosen_and_layers_added(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    shots: dict[str, np.ndarray] = {}

    def look(screen: Screen, name: str, folder: Path = tmp_path) -> None:
        screen.picture(folder / f"{name}.png")
        shots[name] = np.asarray(Image.open(folder / f"{name}.png").convert("RGB")).astype(int)

    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, PICK, tmp_path) as (watch, main),
    ):
        window = opened(screen, installed.log)
        look(screen, "start")
        screen.press(window, "Right")
        look(screen, "sky")
        screen.press(window, "alt+a")
        pictures_made = quiet(installed.log)
        roof = (MARGIN + ROOF[0], MARGIN + ROOF[1])
        screen.drag(roof, roof)
        pictures_made()
        screen.press(window, "Right", "Right", "Right")
        look(screen, "alternatives", artefacts)
        screen.press(window, "alt+o")
        watch.wait_for("after")
        screen.press(main, "ctrl+z")
        watch.wait_for("undone")
        window = opened(screen, installed.log)
        look(screen, "alternatives-of-selection", artefacts)
        screen.press(window, "Escape")
        watch.wait_for("untouched")
        window = opened(screen, installed.log)
        screen.press(window, "Right")
        # A spot is retouched while the window is open.
        screen.press(main, "ctrl+period")
        screen.press(window, "alt+a")
        watch.wait_for("retouched")

    def at(name: str, place: tuple[int, int]) -> np.ndarray:
        row, column = MARGIN + place[1], MARGIN + place[0]
        return shots[name][row - 3 : row + 4, column - 3 : column + 4].reshape(-1, 3).mean(0)

    # On the screen: a colour comes where it was chosen, at once, and nowhere else.
    assert np.abs(at("sky", SKY) - at("start", SKY)).max() > 5
    assert np.abs(at("sky", SHIP) - at("start", SHIP)).max() < 2
    assert np.abs(at("alternatives", SKY) - at("sky", SKY)).max() < 2
    assert np.abs(at("alternatives", ROOF) - at("sky", ROOF)).max() > 5

    # In the image: both colours are layers, masked to what was clicked.
    facts = watch.results
    status, _text, top = facts["picked"]
    _group, *added, colour, original = facts["after"]["layers"]
    assert (status, len(added), colour["name"]) == ("success", 2, "Colour")
    assert [layer["visible"] for layer in added] == [True, True]
    roof, sky = (layer["name"].split(":")[0] for layer in added)
    assert (sky, roof != sky) == ("Sky", True)
    assert top == added[0]["name"]
    assert original == facts["before"]["layers"][0]
    masks = [np.load(tmp_path / f"mask-{number}.npy")[..., 0] for number in range(2)]
    for mask, inside, outside in ((masks[0], ROOF, SKY), (masks[1], SKY, ROOF)):
        assert mask[at_place(mask, inside)] == 255
        assert mask[at_place(mask, outside)] == 0
    # What the window showed is what the artist got.
    got = np.load(tmp_path / "after.npy")[..., :3] * 255
    for place in (SKY, SHIP, ROOF):
        row, column = at_place(got, place)
        seen = got[row - 3 : row + 4, column - 3 : column + 4].reshape(-1, 3).mean(0)
        assert np.abs(seen - at("alternatives", place)).max() < 12, place

    # One step of undo takes all of it back; Cancel leaves everything.
    assert facts["undone"] == facts["before"]
    assert (facts["cancelled"][0], facts["untouched"]) == ("cancel", True)

    # Who retouches meanwhile keeps what was picked.
    status, _text, top, lightest = facts["retouched"]
    assert (status, top.split(":")[0], lightest) == ("success", "Sky", 255)


# A click on some of the trees takes those beside them, too; a double click on those them alone.
WHOLE = """
import re
from pathlib import Path
image, = Gimp.get_images()
result(ready=True)
for again in (False, True):
    status, text, layers = call("plug-in-colorize-alternatives", image, image.get_selected_layers(),
                                run_mode=Gimp.RunMode.INTERACTIVE)
    keep(layers[0].get_mask(), "Y u8", f"mask-{again}")
    result(**{f"picked-{again}": [status, [layer.get_name() for layer in layers]]})
    status, text, layers = call("plug-in-colorize-alternatives", image, image.get_selected_layers(),
                                run_mode=Gimp.RunMode.WITH_LAST_VALS)
    keep(layers[0].get_mask(), "Y u8", f"repeated-{again}")
# What an older version recommended is remembered; no window shows it.
last, = Path(Gimp.directory()).rglob("*plug-in-colorize-alternatives.last")
text = re.sub(r"\\((temperature|vividness) [^)]*\\)", r"(\\1 0.125)", last.read_text())
last.write_text(text)
fresh = image.duplicate()
for layer in fresh.get_layers()[:-1]:
    fresh.remove_layer(layer)
result(fresh=text.count("0.125"))
call("plug-in-colorize-alternatives", fresh, fresh.get_layers(), run_mode=Gimp.RunMode.INTERACTIVE)
record = bytes.fromhex(parasites(fresh.get_layers()[0])["colorize-auto"])
result(done=True, record=json.loads(record))
"""
BOAT, BOAT_BESIDE, TREES = SHIP, (227, 495), (600, 290)


def test_a_click_takes_the_whole_thing_and_a_double_click_a_piece_of_it(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, WHOLE, tmp_path) as (watch, _main),
    ):
        for again, name in ((False, "whole"), (True, "piece")):
            window = opened(screen, installed.log)
            pictures_made = quiet(installed.log)
            place = (MARGIN + BOAT[0], MARGIN + BOAT[1])
            if again:
                screen.click_twice(place)
            else:
                screen.drag(place, place)
            pictures_made()
            screen.press(window, "Right")
            screen.picture(artefacts / f"alternatives-{name}.png")
            screen.press(window, "alt+a", "alt+o")
            watch.wait_for(f"picked-{again}")
        watch.wait_for("fresh")
        window = opened(screen, installed.log)
        screen.press(window, "Right", "alt+a", "alt+o")
        watch.wait_for("done")
    assert watch.results["fresh"] == 2
    card = registry.card(registry.DEFAULT)
    record = watch.results["record"]
    assert (record["temperature"], record["vividness"]) == (card.temperature, card.vividness)
    for again, beside in ((False, 255), (True, 0)):
        status, names = watch.results[f"picked-{again}"]
        assert (status, len(names)) == ("success", 1)
        mask = np.load(tmp_path / f"mask-{again}.npy")[..., 0]
        cover = [mask[at_place(mask, place)] for place in (BOAT, BOAT_BESIDE, SKY, TREES)]
        assert cover == [255, beside, 0, 0]
        # Repeat takes the same once more.
        np.testing.assert_array_equal(mask, np.load(tmp_path / f"repeated-{again}.npy")[..., 0])
