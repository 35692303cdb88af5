# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of each user in which the program keeps its things."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """Folder for everything the program keeps; ``COLORIZE_AUTO_HOME`` overrides it."""
    override = os.environ.get("COLORIZE_AUTO_HOME")
    if override:
        return Path(override).expanduser().absolute()
    return Path(platformdirs.user_data_dir("colorize-auto", appauthor=False))


def colorizers_folder() -> Path:
    """Folder of the weights that the user installs."""
    return home() / "colorizers"
