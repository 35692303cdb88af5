# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where texts for people pass on their way to a translation.

Catalogues lie in ``translations/LANGUAGE/LC_MESSAGES/colorize_auto.mo`` beside this file; where
there is none for the user's language, every text stays English.

The user's language is what environment variables say; GIMP sets them where a language is chosen in
its preferences, and on Windows always. On macOS the system's own setting counts as well.
"""

from __future__ import annotations

import gettext
import os
import re
import subprocess
import sys
from pathlib import Path

DOMAIN = "colorize_auto"
CATALOGUES = Path(__file__).parent / "translations"
# Where `gettext` looks for the user's language.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
SECONDS_TO_ANSWER = 5


def _languages() -> list[str] | None:
    """Give the languages that macOS prefers, the best first; None where the environment counts."""
    if sys.platform != "darwin" or any(os.environ.get(name) for name in VARIABLES):
        return None
    try:
        answer = subprocess.run(
            ["defaults", "read", "-g", "AppleLanguages"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS_TO_ANSWER,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    languages = [name.replace("-", "_") for name in re.findall(r"[A-Za-z]+[\w-]*", answer.stdout)]
    # English has no catalogue: gettext would go on to the next language, but for "C" it stops.
    return ["C" if name.split("_")[0] == "en" else name for name in languages]


_catalogue = gettext.translation(DOMAIN, CATALOGUES, _languages(), fallback=True)


def _(text: str) -> str:
    """Give ``text`` in the user's language."""
    return _catalogue.gettext(text)


def N_(text: str) -> str:  # noqa: N802  (the name by which tools find texts)
    """Mark ``text`` for the catalogues; it is translated later, where it is shown."""
    return text
