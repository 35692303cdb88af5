# SPDX-License-Identifier: GPL-3.0-or-later
"""What the installer tells the plug-in: ``installation.json`` beside the entry file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decoding import DECODER, Decoding
from errors import ColorizeError
from translation import _

FILE = Path(__file__).parent / "installation.json"


class InstallationError(ColorizeError):
    """``installation.json`` is absent or damaged."""


@dataclass(frozen=True)
class Colorizer(Decoding):
    """A colorizer that can be chosen, with the parameters its card recommends.

    Attributes
    ----------
    name : str
        The name by which the backend knows it.
    title, description : str
        What people read.
    temperature : float
        0..2
    vividness : float
        0..1
    saturation : float
        0..2
    capabilities : tuple of str
        What it can do, as its card says it: "distribution", "style", ...
    """

    name: str
    title: str
    description: str = ""
    temperature: float = 0.38
    vividness: float = 1.0
    saturation: float = 1.0
    capabilities: tuple[str, ...] = ("distribution", "temperature", "vividness")

    @property
    def takes_style(self) -> bool:
        """Whether it takes the style of another photo."""
        return "style" in self.capabilities

    @property
    def knows_alternatives(self) -> bool:
        """Whether it predicts how probable each colour is, and not just one colour."""
        return "distribution" in self.capabilities

    def obeys(self, setting: str) -> bool:
        """Whether a setting of the decoder, as "temperature", changes its colours."""
        return setting == "saturation" or setting in self.capabilities


@dataclass(frozen=True)
class Installation:
    """Where the backend is and how to start it.

    Attributes
    ----------
    version : str
        The version that was installed; the backend's must be the same.
    start : tuple of str
        The command that starts the backend.
    connection : Path
        The file in which a running backend leaves its address and its token.
    log : Path
        The backend's log.
    colorizers : tuple of Colorizer
        At least one.
    default : Colorizer
        One of `colorizers`.
    by_hand : Path or None
        The file in which the artist may have chosen another backend by its address; see
        `backend_access.connection_by_hand`.
    """

    version: str
    start: tuple[str, ...]
    connection: Path
    log: Path
    colorizers: tuple[Colorizer, ...]
    default: Colorizer
    by_hand: Path | None = None

    def colorizer(self, name: str) -> Colorizer:
        """Give the colorizer called `name`.

        Raises
        ------
        InstallationError
            When there is none of that name.
        """
        for colorizer in self.colorizers:
            if colorizer.name == name:
                return colorizer
        known = ", ".join(colorizer.name for colorizer in self.colorizers)
        raise InstallationError(
            _("There is no colorizer called “{name}”. Choose one of: {known}.").format(
                name=name, known=known
            )
        )


def read(path: Path = FILE) -> Installation:
    """Read ``installation.json``.

    Raises
    ------
    InstallationError
        When the file is absent, unreadable or incomplete.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InstallationError(
            _(
                "Colorize (Auto) is not fully installed: {path} is missing. "
                "Run “python3 install.py” in the program's folder, then start GIMP again."
            ).format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    try:
        return _installation(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error


def _damaged(path: Path, reason: str) -> InstallationError:
    return InstallationError(
        _(
            "{path} cannot be used ({reason}). "
            "Run “python3 install.py” in the program's folder, then start GIMP again."
        ).format(path=path, reason=reason)
    )


def _installation(facts: Any) -> Installation:
    start = tuple(facts["start"])
    if not start or not all(isinstance(word, str) for word in start):
        raise ValueError("“start” is no command")
    colorizers = tuple(_colorizer(entry) for entry in facts["colorizers"])
    defaults = [entry for entry in colorizers if entry.name == facts["default_colorizer"]]
    if not defaults:
        raise ValueError("“default_colorizer” is not among the colorizers")
    return Installation(
        version=str(facts["version"]),
        start=start,
        connection=Path(facts["connection"]),
        log=Path(facts["log"]),
        colorizers=colorizers,
        default=defaults[0],
    )


def _colorizer(entry: Any) -> Colorizer:
    parameters = {
        name: float(entry["defaults"][name])
        for name in DECODER
        if name in entry.get("defaults", {})
    }
    return Colorizer(
        name=str(entry["name"]),
        title=str(entry["title"]),
        description=str(entry.get("description", "")),
        capabilities=tuple(map(str, entry.get("capabilities", Colorizer.capabilities))),
        **parameters,
    )
