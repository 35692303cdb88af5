# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py try``: a colour photo, four alternatives and a contact sheet from one command."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer import everyday, plug_in_modules, running_backend
from installer.errors import InstallationError
from installer.locations import CHECKOUT, Locations
from installer.machine import Machine
from installer.narration import Narration

SAMPLE = CHECKOUT / "installer" / "sample" / "nagasaki-boats.jpg"
ALTERNATIVES = 4
RESULTS = "colorize-try"

_CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}


@dataclass(frozen=True)
class Picture:
    """One written picture.

    Parameters
    ----------
    path : Path
        The file.
    caption : str
        What the contact sheet says of it.
    """

    path: Path
    caption: str


def run(machine: Machine, narration: Narration, photo: Path | None, into: Path) -> None:
    """Install if needed, then colour a photo through the plug-in's own HTTP client.

    Parameters
    ----------
    machine : Machine
        This machine.
    narration : Narration
        Where to tell about it.
    photo : Path or None
        The user's photo; the bundled one if None.
    into : Path
        The folder in which the folder of results is made.

    Raises
    ------
    InstallationError
        The photo is not there, or something failed; the text says what to do.
    """
    chosen = SAMPLE if photo is None else photo
    content_type = _CONTENT_TYPES.get(chosen.suffix.lower())
    if not chosen.is_file():
        raise InstallationError(f"There is no photo {chosen}. Check its name and folder.")
    if content_type is None:
        known = ", ".join(sorted(_CONTENT_TYPES))
        raise InstallationError(
            f"{chosen.name} is of a kind that is not known here. Save it as one of: {known}."
        )
    outcome = everyday.install(machine, narration)
    locations = Locations.of(machine)
    narration.step(f"Colouring {chosen}")
    colorize_error = plug_in_modules.load("errors").ColorizeError
    results = into / RESULTS
    try:
        client = running_backend.start(locations, narration)
        results.mkdir(exist_ok=True)
        pictures = _colour(client, chosen, content_type, results, narration)
    except colorize_error as error:
        raise InstallationError(f"{error}\nThe backend's log: {locations.backend_log}") from error
    except OSError as error:
        raise InstallationError(f"The pictures could not be written: {error}") from error
    sheet = results / f"{chosen.stem} - contact sheet.png"
    _make_contact_sheet(locations, machine, chosen, pictures, sheet)
    narration.step(f"The pictures are in {results.absolute()}")
    for picture in pictures:
        narration.say(f"{picture.path.name}: {picture.caption}")
    narration.say(f"{sheet.name}: all of them side by side; look at this one first")
    everyday.tell_next_steps(outcome, machine, narration)


def _colour(
    client: Any, photo: Path, content_type: str, results: Path, narration: Narration
) -> list[Picture]:
    client.on_wait = narration.live
    narration.live("The network looks at the photo")
    answer = client.post_photo(photo.read_bytes(), content_type)
    for note in answer.get("notes", []):
        narration.say(note)
    identity = answer["id"]
    narration.live("Writing the colour photo")
    pictures = [Picture(results / f"{photo.stem} - colour.png", "automatic")]
    pictures[0].path.write_bytes(client.color_png(identity))
    for candidate in client.candidates(identity, ALTERNATIVES):
        number = len(pictures)
        shown = f"{candidate['content']}: " if candidate["content"] else ""
        caption = f"{shown}{candidate['name']}, probability {candidate['probability']:.0%}"
        narration.live(f"Writing alternative {number} ({caption})")
        path = results / f"{photo.stem} - alternative {number}.png"
        path.write_bytes(client.alternative_png(identity, candidate["index"]))
        pictures.append(Picture(path, caption))
    client.delete(identity)
    return pictures


def _make_contact_sheet(
    locations: Locations, machine: Machine, photo: Path, pictures: list[Picture], sheet: Path
) -> None:
    named = [Picture(photo, "the photo"), *pictures]
    answer = subprocess.run(
        [
            str(locations.python),
            "-I",
            "-m",
            "backend.contact_sheet",
            str(sheet.absolute()),
            *(f"{picture.caption}={picture.path.absolute()}" for picture in named),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=machine.clean_environment(COLORIZE_AUTO_HOME=str(locations.home)),
    )
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or ["(it said nothing)"])[-1]
        raise InstallationError(f"The contact sheet could not be made: {last}")
