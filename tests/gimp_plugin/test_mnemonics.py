# SPDX-License-Identifier: GPL-3.0-or-later
"""A key with Alt means one thing in a window, in every language."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from translation import CATALOGUES, DOMAIN

# What is seen at once. Buttons of one text in several rows of a list, *Install* say, are one:
# there the key goes from row to row.
DIALS = ("_Temperature", "_Vividness", "Sat_uration")
TABS = ("_Backend", "Colori_zers", "Co_nnection", "_Close")
TOGETHER = {
    "auto": (
        *("Colori_zer", "_Working size", "St_yle photo", *DIALS, "As the colorizer reco_mmends"),
        *("_Alternatives", "Out_put", "Selected part o_nly"),
        *("_Keep these settings for the next photo", "C_olorize"),
        *("_Before", "Spl_it", "A_fter", "Try a_gain"),
    ),
    "confidence": ("Show _as", "Least sure _part, %", "Colori_zer", "_OK"),
    "style": ("Open _image", "Or a _file", "Colori_zer", "_OK"),
    "frames": ("Colori_zer", *DIALS, "_OK"),
    "alternatives": (
        *("_Cancel", "_OK", "_Add as layer", "_Previous part", "_Next part", "Show o_utline"),
        "_Try again",
    ),
    "settings, backend": (*TABS, "_Start", "_Restart", "Show _Log"),
    "settings, colorizers": (*TABS, "_Remove", "_Install", "Cance_l", "C_ontinue"),
    "settings, connection": (
        *(*TABS, "Let the _plug-in start it (usual)", "Connect to a backend started by _hand"),
        *("_Address", "T_oken", "_Test", "Sa_ve"),
    ),
    "log": ("C_opy", "_Close"),
    "submenu": (
        *("Pick _Alternatives...", "_Confidence...", "Apply Colour _Hints"),
        *("Select _Unsure Regions", "Colour by Another _Photo...", "Colour _Frames..."),
        "_Settings / Status...",
    ),
}
# Windows to which GIMP adds buttons of its own: load, save, reset, cancel; in GIMP 3.0 and 3.2.
GIMPS_OWN = {"auto", "confidence", "style", "frames"}
GIMPS_KEYS = {"en": "lsrc", "de": "gszc", "fr": "csrn", "es": "cgrc", "ja": "lsrc"}
# Stands in a menu of GIMP's; and arguments that only scripts set.
ELSEWHERE = {"Colori_ze (Auto)...", "_Region", "_Whole thing", "_Candidate", "Cou_nt", "_Action"}


def key(text: str) -> str:
    (letter,) = re.findall(r"_(\w)", text)
    assert letter.isascii(), text
    return letter.lower()


def test_every_text_with_a_key_is_known_to_this_test() -> None:
    found = extract_from_dir(
        str(CATALOGUES.parent), [("**.py", "python")], keywords={"_": None, "N_": None}
    )
    with_key = {str(found[2]) for found in found if re.search(r"_\w", str(found[2]))}
    placed = {text for texts in TOGETHER.values() for text in texts} | ELSEWHERE
    assert with_key == placed


@pytest.mark.parametrize("language", GIMPS_KEYS)
@pytest.mark.parametrize("window", TOGETHER)
def test_no_key_means_two_things(window: str, language: str) -> None:
    translated = {text: text for text in TOGETHER[window]}
    if language != "en":
        with (CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
            catalogue = read_po(file, locale=language)
        translated = {text: str(catalogue[text].string) for text in TOGETHER[window]}
    meant = defaultdict(list)
    for text in translated.values():
        meant[key(text)].append(text)
    if window in GIMPS_OWN:
        for letter in set(GIMPS_KEYS[language]):
            meant[letter].append("GIMP's own")
    assert {letter: texts for letter, texts in meant.items() if len(texts) > 1} == {}
