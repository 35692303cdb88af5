# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's modules that need no GIMP, imported as the plug-in imports them: by folder."""

from __future__ import annotations

import sys
from pathlib import Path

PLUG_IN = Path(__file__).resolve().parents[2] / "gimp_plugin" / "colorize_auto"
sys.path.insert(0, str(PLUG_IN))
