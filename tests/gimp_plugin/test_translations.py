# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues are complete, fit the texts of the program, and are compiled."""

from __future__ import annotations

import gettext
import io
import json
import string
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from backend_words import COLORIZERS, CONTENTS, PHOTO_CLASSES
from models import registry
from models.carded_weights import read_weights_card
from models.color.distinct_names import color_names
from models.color.names import color_name
from models.contents import WEIGHTS, ContentsCard
from models.published.releases import RELEASES
from translation import CATALOGUES, DOMAIN

PLUG_IN = CATALOGUES.parent
LANGUAGES = ("de", "es", "fr", "ja")


def texts() -> set[str]:
    found = extract_from_dir(str(PLUG_IN), [("**.py", "python")], keywords={"_": None, "N_": None})
    return {str(message) for _file, _line, message, _comments, _context in found}


def source(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(language: str) -> Catalog:
    with source(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}


def mnemonics(text: str) -> int:
    return text.replace("__", "").count("_")


@pytest.fixture(scope="module")
def shown() -> set[str]:
    found = texts()
    assert len(found) > 50
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_nothing_else(language: str, shown: set[str]) -> None:
    translated = {
        str(message.id) for message in catalogue(language) if message.id and message.string
    }
    assert translated == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_marked_as_doubtful(language: str) -> None:
    assert not [message.id for message in catalogue(language) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_and_keys(language: str) -> None:
    for message in catalogue(language):
        original, translated = str(message.id), str(message.string)
        assert placeholders(translated) == placeholders(original), original
        assert mnemonics(translated) == mnemonics(original), original
        assert translated.endswith("...") == original.endswith("..."), original
        assert translated.count("\n") == original.count("\n") or not original, original


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gimp_reads_is_compiled_from_what_people_edit(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    with source(language).with_suffix(".mo").open("rb") as file:
        shipped = gettext.GNUTranslations(file)
    expected = gettext.GNUTranslations(compiled)
    for message in catalogue(language):
        if message.id:
            text = str(message.id)
            assert shipped.gettext(text) == expected.gettext(text), text


@pytest.mark.parametrize(
    ("language", "word"),
    [("de_DE.UTF-8", "grau"), ("fr", "gris"), ("ja_JP", "グレー"), ("nl", "gray")],
)
def test_follows_the_users_language(language: str, word: str) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from translation import _; print(_('gray'))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(PLUG_IN)],
        env={"LANGUAGE": language, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert said.stdout.strip() == word


# What macOS answers, and whether an environment variable says otherwise.
GERMAN = '(\n    "de-CH",\n    "fr-CH",\n    en\n)'
ON_MAC = [
    (GERMAN, {}, "grau"),
    ('(\n    "ja-JP"\n)', {"LANG": ""}, "グレー"),
    ('(\n    "nl-NL",\n    fr\n)', {}, "gris"),
    ('(\n    "en-GB",\n    "de-DE"\n)', {}, "gray"),
    (GERMAN, {"LANGUAGE": "es"}, "gris"),
    (None, {}, "gray"),
]


@pytest.mark.parametrize(("answer", "variables", "word"), ON_MAC)
def test_follows_the_language_of_macos(
    answer: str | None, variables: dict[str, str], word: str, tmp_path: Path
) -> None:
    if answer is not None:
        defaults = tmp_path / "defaults"
        defaults.write_text(f"#!/bin/sh\ntest \"$*\" = 'read -g AppleLanguages' && echo '{answer}'")
        defaults.chmod(0o755)
    code = (
        "import subprocess, sys; sys.path.insert(0, sys.argv[1]); sys.platform = 'darwin';"
        "from translation import _; print(_('gray'))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(PLUG_IN)],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", **variables},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert said.stdout.strip() == word


def names_of_colours() -> list[str]:
    """Give all names that the backend has for colours, those of crowded lists too."""
    plain = {
        color_name(lightness, a, b)
        for lightness in range(0, 101, 5)
        for a in range(-110, 111, 5)
        for b in range(-110, 111, 5)
    }
    rng = np.random.default_rng(7)
    finer = set()
    for lightness in (20, 40, 55, 70, 85):
        for degrees in range(0, 360, 10):
            for chroma in (4, 12, 25, 50):
                turned = np.radians(degrees + rng.uniform(-20, 20, 9))
                strong = chroma * rng.uniform(0.5, 1.5, 9)
                crowd = list(zip(strong * np.cos(turned), strong * np.sin(turned), strict=True))
                # More grays than that never stand in one list: they would be too much alike.
                finer.update(color_names(lightness, crowd[:3] if chroma < 10 else crowd))
    assert len(finer) > 150
    return sorted(plain | finer)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_colour_of_the_backend_has_a_name_of_its_own(language: str) -> None:
    names = names_of_colours()
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); from backend_words import color_name;"
        "print(json.dumps([color_name(name) for name in json.load(sys.stdin)]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(PLUG_IN)],
        env={"LANGUAGE": language},
        input=json.dumps(names),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    said = json.loads(answer.stdout)
    assert len(set(said)) == len(names)
    if language == "en":
        assert said == names
    words = " ".join(said)
    assert "{" not in words
    if language != "en":
        assert not {"pale", "muted", "dark", "light", "reddish", "greenish"} & set(words.split())


def test_knows_every_thing_that_a_region_may_show() -> None:
    assert set(CONTENTS) == set(read_weights_card(WEIGHTS, ContentsCard).labels)


def test_knows_everything_that_a_photo_may_be_taken_for() -> None:
    labels = registry.card("iizuka2016").architecture["classes"]
    assert set(PHOTO_CLASSES) == {label.replace("_", " ") for label in labels}


def test_knows_what_every_card_says_of_its_colorizer() -> None:
    described = {registry.card(name).description for name in registry.names()}
    described |= {release.description for release in RELEASES.values()}
    assert described <= set(COLORIZERS)
