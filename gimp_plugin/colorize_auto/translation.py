# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where texts for people pass on their way to a translation.

Catalogues lie in ``translations/LANGUAGE/LC_MESSAGES/colorize_auto.mo`` beside this file; where
there is none for the user's language, every text stays English.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "colorize_auto"
CATALOGUES = Path(__file__).parent / "translations"

_catalogue = gettext.translation(DOMAIN, CATALOGUES, fallback=True)


def _(text: str) -> str:
    """Give ``text`` in the user's language."""
    return _catalogue.gettext(text)


def N_(text: str) -> str:  # noqa: N802  (the name by which tools find texts)
    """Mark ``text`` for the catalogues; it is translated later, where it is shown."""
    return text
