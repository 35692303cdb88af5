# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the backend refused, in the user's language.

The backend's own sentences are English and may name sizes and files. Of the codes that it sends
with them, these are the ones that artists meet.
"""

from __future__ import annotations

from translation import N_, _

SENTENCES = {
    "bad-photo": N_(
        "The colour backend cannot read this photo: it is damaged, or of a kind that it does "
        "not know."
    ),
    "busy": N_("The colour backend is busy with other photos. Try again in a moment."),
    "disk-full": N_(
        "The disk on which the colour backend keeps temporary files is full. Make room on it and "
        "try again."
    ),
    "empty-hints": N_(
        "Nothing is painted on the layer of hints yet. Paint strokes of colour there, and run "
        "the command again."
    ),
    "empty-region": N_("The region is empty. Select a part of the photo first."),
    "internal-error": N_(
        "The colour backend made a mistake. Filters > Colorize > Settings / Status shows its "
        "log; please report it with that."
    ),
    "no-distribution": N_(
        "This colorizer predicts a single colour for each place: it has no alternatives. Choose "
        "another colorizer for them."
    ),
    "no-style": N_("This colorizer cannot take the style of another photo. Choose another one."),
    "out-of-memory": N_(
        "There is not enough memory for this photo. Close other programs, make the photo "
        "smaller, or select a part of it."
    ),
    "starting": N_("The colour backend is still starting. Try again in a moment."),
    "too-large": N_(
        "The photo is too large for the colour backend. Make it smaller, or select a part of it."
    ),
    "unknown-colorizer": N_("The colour backend does not know this colorizer. Choose another one."),
    "weights-damaged": N_(
        "The weights of this colorizer are damaged. Install them again in Filters > Colorize > "
        "Settings / Status, or run “python3 install.py” again."
    ),
    "weights-missing": N_(
        "The weights of this colorizer are not on this computer. Install them in Filters > "
        "Colorize > Settings / Status."
    ),
}


def sentence(code: str, detail: str) -> str:
    """Say why the backend refused.

    Parameters
    ----------
    code : str
        The backend's code of the problem.
    detail : str
        Its own English sentence.

    Returns
    -------
    str
        The sentence of this code in the user's language; `detail`, which knows more, where that is
        English or the code has none.
    """
    known = SENTENCES.get(code, detail)
    translated = _(known)
    return detail if translated == known else translated
