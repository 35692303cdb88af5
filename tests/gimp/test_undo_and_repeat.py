# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command is one step of undo, and Repeat does it again without asking."""

from __future__ import annotations

import time
from pathlib import Path

from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen

# Inside GIMP, while the test presses the keys.
SCRIPT = """
INTERACTIVE, AGAIN = Gimp.RunMode.INTERACTIVE, Gimp.RunMode.WITH_LAST_VALS
image, = Gimp.get_images()
photo, = image.get_layers()
other = load(FACTS["folder"] + "/other.png")

def glance():
    # All of the state could not be read while GIMP takes layers away.
    return [layer.get_id() for layer in all_layers(image.get_layers())], list(
        Gimp.Selection.bounds(image))

def undone(before, after):
    wait_until(lambda: glance() != after)
    now = state(image)
    del before["selected"], now["selected"]  # GIMP selects what it brings back
    return [f"{name}: {now[name]}" for name in now if now[name] != before[name]]

def of(layer):
    # What a group was made with; else what a layer shows.
    note = layer.get_parasite("colorize-auto") if layer.is_group() else None
    return json.loads(bytes(note.get_data()))["saturation"] if note else describe(layer)["pixels"]

def step(case, name, run_mode=NONINTERACTIVE, undo=True, **arguments):
    before = state(image)
    status, text, given = call(name, image, [photo], run_mode=run_mode, **arguments)
    if status != "success": raise RuntimeError(f"{case}: {status} {text}")
    made = [of(value) for value in given if isinstance(value, Gimp.Layer)]
    if undo:
        after = glance()
        result(**{case: {"made": made, "changed": state(image) != before}})
        result(**{case + ", undone": undone(before, after)})

result(ready=True)
AUTO = "plug-in-colorize-auto"
step("a merged copy", AUTO, output="merged")
step("", AUTO, undo=False, alternatives=0, saturation=0.5)
step("an alternative", "plug-in-colorize-alternatives", region=0, candidate=1)
step("a style", "plug-in-colorize-style", style_layer=other.get_layers()[0])
step("a layer to paint on", "plug-in-colorize-hints")
step("", "plug-in-colorize-confidence", undo=False)
step("another map", "plug-in-colorize-confidence", percent=60.0)
image.convert_grayscale()
step("an alternative of what was made gray", "plug-in-colorize-alternatives", region=0, candidate=1)
step("a map of what was made gray", "plug-in-colorize-confidence", percent=40.0)
image.convert_rgb()

for name in (AUTO, "plug-in-colorize-confidence"):
    step(name + " asked", name, INTERACTIVE)
    step(name + " again", name, AGAIN)

image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 100, 40)
for name in ("alternatives", "unsure", "hints"):
    name = "plug-in-colorize-" + name
    step(name + " again", name, AGAIN)
status, text, given = call("plug-in-colorize-settings", image, [photo], run_mode=AGAIN)
result(status=[status, text, *given])

add_layer(image, Gimp.ImageType.RGB_IMAGE, "second frame")
films = []
for mode in (INTERACTIVE, AGAIN):
    film, = call("plug-in-colorize-frames", image, [photo], run_mode=mode)[2]
    shown = read(film.get_layers()[-1], "R'G'B' u8")
    films.append([len(film.get_layers()), of(film.get_layers()[-1]),
                  max(abs(red - green) for red, green in zip(shown[::3], shown[1::3])),
                  # GIMP deletes no image that somebody sees.
                  not film.delete()])
result(films=films)
"""
# Without a dialog.
STEPS = (
    "a merged copy",
    "an alternative",
    "a style",
    "a layer to paint on",
    "another map",
    "an alternative of what was made gray",
    "a map of what was made gray",
)
LEAST = "ctrl+Next"
# Of each dialog, its title, and the keys that choose something.
ASKED = {
    "plug-in-colorize-auto": (r"^Colorize \(Auto\)$", ("alt+u", LEAST)),
    "plug-in-colorize-confidence": ("^Confidence$", ("alt+l", LEAST)),
}
REPEATED = ("plug-in-colorize-alternatives", "plug-in-colorize-unsure", "plug-in-colorize-hints")


def test_undo_and_repeat(
    installed: Installed, two_small_photos: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, two_small_photos, SCRIPT, tmp_path) as (watch, main),
    ):

        def undo(case: str) -> None:
            watch.wait_for(case)
            assert watch.results[case]["changed"], case
            time.sleep(1)
            screen.press(main, "ctrl+z")
            watch.wait_for(f"{case}, undone")
            assert watch.results[f"{case}, undone"] == [], f"“{case}” is not undone by one step"

        for case in STEPS:
            undo(case)
        for name, (title, keys) in ASKED.items():
            dialog = screen.wait_for_window(title)
            screen.place(dialog, 300, 100)
            screen.press(dialog, *keys)
            screen.picture(artefacts / f"{name}-asked.png")
            screen.press(dialog, "alt+o")
            undo(f"{name} asked")
            undo(f"{name} again")
        for name in REPEATED:
            undo(f"{name} again")
        dialog = screen.wait_for_window("^Colour Frames$")
        screen.press(dialog, "alt+u", LEAST, "alt+o")
        watch.wait_for("films")

    facts = watch.results
    for name in ASKED:
        made = facts[f"{name} asked"]["made"]
        assert made == facts[f"{name} again"]["made"] != [], name
    # What was chosen in the dialogs, and not what they began with.
    assert facts["plug-in-colorize-auto again"]["made"][0] == 0
    assert facts["plug-in-colorize-confidence again"]["made"] != facts["another map"]["made"]
    status, _text, said = facts["status"]
    assert status == "success"
    assert "Process:" in said
    asked, again = facts["films"]
    assert asked == again
    assert (asked[0], asked[2] <= 2, asked[3]) == (2, True, True)
