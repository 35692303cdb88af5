# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where texts for people pass on their way to a translation.

Catalogues go to ``locale/LANGUAGE/LC_MESSAGES/colorize_auto.mo`` beside this file; without one,
every text stays English.
"""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "colorize_auto"

_catalogue = gettext.translation(DOMAIN, Path(__file__).parent / "locale", fallback=True)


def _(text: str) -> str:
    """Give ``text`` in the user's language."""
    return _catalogue.gettext(text)
