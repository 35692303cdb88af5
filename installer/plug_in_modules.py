# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's own modules, for speaking to the backend exactly as GIMP will."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from installer.locations import CHECKOUT, PLUG_IN_NAME

FOLDER = CHECKOUT / "gimp_plugin" / PLUG_IN_NAME


def load(name: str) -> ModuleType:
    """Import a module of the plug-in as the plug-in itself does: from its folder."""
    folder = str(FOLDER)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)
