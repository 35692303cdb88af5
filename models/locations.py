# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of each user in which the program keeps its things."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_INSTALLED = "installation.json"  # lies in every folder that install.py has filled


def home() -> Path:
    """Folder for everything the program keeps; ``COLORIZE_AUTO_HOME`` overrides it.

    Without the variable, a program that install.py has put into a folder keeps its things there.
    """
    override = os.environ.get("COLORIZE_AUTO_HOME", "")
    if override.strip():
        return Path(override).expanduser().absolute()
    own = Path(sys.prefix).parent
    if (own / _INSTALLED).is_file():
        return own
    return Path(platformdirs.user_data_dir("colorize-auto", appauthor=False))


def colorizers_folder() -> Path:
    """Folder of the weights that the user installs."""
    return home() / "colorizers"
