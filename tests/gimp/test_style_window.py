# SPDX-License-Identifier: GPL-3.0-or-later
"""The photo that gives the mood, in the dialogs: chosen, replaced, and begun with again."""

from __future__ import annotations

import time
from pathlib import Path

from PIL import Image

from profile_folder import Installed
from screen import Screen
from test_style_in_gimp import write_able
from watch import gimp_on_screen

# Runs inside GIMP. The plug-in's own dialog is shown by this script, and chosen in without a mouse.
SCRIPT = """
import sys
sys.path.insert(0, Gimp.directory() + "/plug-ins/colorize_auto")
import gi
gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk
from windows import arguments_window

SOURCES = ["style-layer", "style-file"]
image, = Gimp.get_images()
photo, = image.get_layers()
photo.set_name("dusk")
beach = Gio.File.new_for_path(FACTS["folder"] + "/beach.png")

def within(widget, kind):
    found = [widget] if isinstance(widget, kind) else []
    for child in widget.get_children() if isinstance(widget, Gtk.Container) else []:
        found += within(child, kind)
    return found

def choose(config):
    config.set_property("style-layer", photo)
    config.set_property("style-file", beach)
    found = []
    def steps():
        window = next(w for w in Gtk.Window.list_toplevels() if w.get_title() == "Moods")
        button, = within(window, Gtk.FileChooserButton)
        for step in (lambda: None,
                     lambda: button.set_file(beach),
                     lambda: config.set_property("style-layer", photo),
                     lambda: button.set_file(beach),
                     lambda: config.set_property("style-file", None)):
            step()
            enough = time.monotonic() + 1
            while time.monotonic() < enough:
                time.sleep(0.01)
                Gtk.main_iteration_do(False)
            layer, file = map(config.get_property, SOURCES)
            names = [file and file.get_basename() for file in (file, button.get_file())]
            found.append([layer and layer.get_name(), *names])
        window.response(Gtk.ResponseType.CANCEL)
    GLib.timeout_add(1000, steps)
    arguments_window.ask(procedure, config, "Moods", "", SOURCES, one_of=SOURCES)
    return found

def auto(layer, **arguments):
    status, text, given = call("plug-in-colorize-auto", image, [layer], **arguments)
    if status != "success": raise RuntimeError(status + text)
    note = json.loads(bytes(given[0].get_parasite("colorize-auto").get_data()))
    return [note["colorizer"], note["style"] != "", os.path.basename(note["style_file"])]

procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize-style")
choices = choose(procedure.create_config())
plain = add_layer(image, Gimp.ImageType.RGB_IMAGE, "plain", (80, 60))
able = {"colorizer": "iizuka2016", "alternatives": 0}
made = [auto(photo, style_photo=beach, **able), auto(plain, **able)]
result(ready=True, choices=choices)
for layer in (photo, plain, photo):
    made.append(auto(layer, run_mode=Gimp.RunMode.INTERACTIVE))
    result(**{f"run {len(made)}": made})
    if layer == plain: os.remove(beach.get_path())
"""


def test_the_mood_that_was_chosen_last_counts_and_is_begun_with_again(
    installed_alone: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    small = tmp_path / "small.png"
    with Image.open(photo) as scan:
        scan.resize((240, 192)).save(small)
    Image.effect_noise((320, 256), 90).save(tmp_path / "beach.png")
    write_able(installed_alone)
    with (
        installed_alone.running_backend(),
        Screen(installed_alone.gimp, tmp_path) as screen,
        gimp_on_screen(installed_alone, screen, small, SCRIPT, tmp_path) as (watch, _main),
    ):
        for run in ("run 3", "run 4", "run 5"):
            dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
            screen.place(dialog, 300, 150)
            time.sleep(1)
            screen.picture(artefacts / f"dialog-style-{run[-1]}.png")
            screen.press(dialog, "alt+o")
            watch.wait_for(run)

    beach = "beach.png"
    assert watch.results["choices"] == [
        [None, beach, beach],
        [None, beach, beach],
        ["dusk", None, None],
        [None, beach, beach],
        [None, None, None],
    ]
    styled, unstyled = ["iizuka2016", True, beach], ["iizuka2016", False, ""]
    # A file that is gone gives no style any more.
    assert watch.results["run 5"] == [styled, unstyled, styled, unstyled, unstyled]
