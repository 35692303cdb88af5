# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping ``installation.json`` up to date about the colorizers that can be chosen.

Every command describes its arguments anew when it runs, so a colorizer that was installed a minute
ago is offered at once. Scripts see it after the next start of GIMP: it asks a plug-in anew when the
time of its entry file has changed.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

import installation as installations
from installation import InstallationError
from translation import _


def next_start() -> str:
    """Say from when on who sees a list that `keep` has changed."""
    return _(
        "Colorize (Auto) offers the new list at once; scripts and batch runs see it after the next "
        "start of GIMP."
    )


def keep(listing: dict[str, Any], file: Path = installations.FILE) -> bool:
    """Write the colorizers that the backend lists into ``installation.json``.

    Parameters
    ----------
    listing : dict
        Of `BackendClient.colorizers`.
    file : Path
        ``installation.json``.

    Returns
    -------
    bool
        Whether there are others than before.

    Raises
    ------
    InstallationError
        When the file cannot be read or written.
    """
    here = [entry for entry in listing["colorizers"] if entry.get("weights_installed", True)]
    if not here:
        return False
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        before = [entry["name"] for entry in facts["colorizers"]]
        if facts["colorizers"] == here and facts["default_colorizer"] == listing["default"]:
            return False
        facts.update(colorizers=here, default_colorizer=listing["default"])
        _replace(file, json.dumps(facts, indent=2) + "\n")
        for entry_file in file.parent.glob(f"{file.parent.name}.py"):
            os.utime(entry_file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallationError(
            _(
                "The list of colorizers cannot be kept in {path} ({error}). Run “python3 "
                "install.py” in the program's folder, then start GIMP again."
            ).format(path=file, error=error)
        ) from error
    return {entry["name"] for entry in here} != set(before)


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
