# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of the backend reach the artist in the artist's language."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from backend import problems
from backend_access.problem_words import SENTENCES

PLUG_IN = Path(sys.modules["translation"].__file__ or "").parent
SAY = """
import json, sys
sys.path.insert(0, sys.argv[1])
from backend_access.problem_words import sentence
print(json.dumps([sentence(code, "in detail") for code in sys.argv[2:]]))
"""


def said(language: str, *codes: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SAY, str(PLUG_IN), *codes],
        env={"LANGUAGE": language},
        capture_output=True,
        check=True,
    )
    sentences: list[str] = json.loads(done.stdout)
    return sentences


def test_in_english_the_backends_own_sentence_is_shown() -> None:
    assert said("en", *SENTENCES, "bad-plane") == ["in detail"] * (len(SENTENCES) + 1)


@pytest.mark.parametrize(("language", "word"), [("de", "Fotos"), ("ja", "写真")])
def test_in_other_languages_the_sentence_of_its_code(language: str, word: str) -> None:
    assert word in said(language, "busy")[0]


def test_a_code_without_a_sentence_says_what_the_backend_says() -> None:
    assert said("de", "bad-plane", "") == ["in detail"] * 2


@pytest.mark.parametrize("code", SENTENCES)
def test_the_backend_knows_every_code(code: str) -> None:
    app = Flask(__name__)
    problems.register(app)

    @app.get("/")
    def refuse() -> str:
        raise problems.Problem(code, "in detail")

    answer = app.test_client().get("/")
    assert answer.get_json()["code"] == code
    assert answer.get_json()["detail"] == "in detail"
