# SPDX-License-Identifier: GPL-3.0-or-later
"""One photo in a sitting: the network looks once at what it is asked for again and again."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from loopback import TOKEN, Answer, Request, serving

import backend_words
import photo_classes
from backend.working_device import ON_CPU_AFTER_ALL
from colored_photos import ColoredPhotos, Look
from installation import Colorizer, Installation

COMPACT = Look("compact")


def part(plane: bytes = b"gray", area: str = "whole") -> Any:
    return SimpleNamespace(plane=plane, area=area)


class Desk:
    """A backend that gives each photo a number, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forgotten: set[str] = set()
        self.state = "ready"
        self.notes: list[str] = []
        self.classes: list[dict[str, Any]] = []

    def answer(self, request: Request) -> Answer:
        if request.path == "/v1/health":
            return Answer(json.dumps({"state": self.state, "version": "0.1.0"}).encode())
        self.asked.append(f"{request.method} {request.path}")
        identity = request.path.split("/")[-1]
        if request.method == "GET" and identity in self.forgotten:
            problem = b'{"detail": "Send it again.", "code": "photo-forgotten"}'
            return Answer(problem, status=404)
        facts: dict[str, Any] = {"id": f"photo-{len(self.asked)}", "notes": self.notes}
        if self.classes:
            facts["classes"] = self.classes
        return Answer(json.dumps(facts).encode())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def installation(desk: Desk, tmp_path: Path) -> Iterator[Installation]:
    with serving(desk.answer) as connection:
        file = tmp_path / "connection.json"
        url = f"http://{connection.host}:{connection.port}"
        file.write_text(json.dumps({"url": url, "token": TOKEN, "version": "0.1.0"}))
        compact = Colorizer("compact", "Compact")
        yield Installation("0.1.0", ("false",), file, tmp_path / "log", (compact,), compact)


def identity(photos: ColoredPhotos, of: Any, look: Look) -> str:
    """Ask a little of a photo; give the id under which it was asked."""
    photo = photos.get(of, look, lambda text: None)
    return photo.ask(lambda identity: str(photo.client._facts("GET", f"/{identity}") and identity))


def sent(desk: Desk) -> list[str]:
    return [asked.removeprefix("POST ") for asked in desk.asked if asked.startswith("POST")]


def test_asks_the_network_once_for_each_look(desk: Desk, installation: Installation) -> None:
    photos = ColoredPhotos(installation)
    small = Look("compact", working_size=128)
    first = identity(photos, part(), COMPACT)
    assert identity(photos, part(), COMPACT) == first
    assert identity(photos, part(), small) != first
    assert identity(photos, part(area="a face"), COMPACT) != first
    assert identity(photos, part(b"retouched"), COMPACT) != first
    assert identity(photos, part(), COMPACT) == first
    assert sent(desk) == [
        "/v1/photos?colorizer=compact",
        "/v1/photos?colorizer=compact&working_size=128",
        "/v1/photos?colorizer=compact",
        "/v1/photos?colorizer=compact",
    ]


def test_takes_the_style_once_for_each_style(desk: Desk, installation: Installation) -> None:
    photos = ColoredPhotos(installation)
    styled = Look("compact", style=b"another photo")
    assert identity(photos, part(), styled) == identity(photos, part(), styled)
    assert sent(desk) == ["/v1/photos?colorizer=compact", "/v1/photos/photo-1/style"]


def record(**changes: Any) -> Any:
    facts = {
        "colorizer": "compact",
        "working_size": 0,
        "style_plane": b"",
        "content": hashlib.sha256(b"gray").hexdigest(),
        "photo": "of-last-week",
    }
    return SimpleNamespace(**{**facts, **changes})


def test_goes_on_with_a_photo_of_an_earlier_run(desk: Desk, installation: Installation) -> None:
    photos = ColoredPhotos(installation, [record(working_size=128), record()])
    assert identity(photos, part(), COMPACT) == "of-last-week"
    assert sent(desk) == []


@pytest.mark.parametrize(
    "changes", [{"content": "retouched since"}, {"colorizer": "larsson2016"}, {"style_plane": b"s"}]
)
def test_looks_anew_at_what_was_made_in_another_way(
    desk: Desk, installation: Installation, changes: dict[str, Any]
) -> None:
    photos = ColoredPhotos(installation, [record(**changes)])
    assert identity(photos, part(), COMPACT) == "photo-1"


def test_sends_again_what_the_backend_has_forgotten(desk: Desk, installation: Installation) -> None:
    desk.forgotten = {"of-last-week"}
    photos = ColoredPhotos(installation, [record()])
    again = identity(photos, part(), COMPACT)
    assert again != "of-last-week"
    assert identity(photos, part(), COMPACT) == again
    assert len(sent(desk)) == 1


def test_finds_a_backend_that_was_started_anew(desk: Desk, installation: Installation) -> None:
    photos = ColoredPhotos(installation)
    identity(photos, part(), COMPACT)
    with serving(desk.answer) as other:
        url = f"http://{other.host}:{other.port}"
        facts = {"url": url, "token": TOKEN, "version": "0.1.0"}
        installation.connection.write_text(json.dumps(facts))
        photos.forget_backend()
        identity(photos, part(), COMPACT)
        assert photos.get(part(), COMPACT, lambda text: None).client.connection.port == other.port


class Asking(threading.Thread):
    """Asks for a photo beside the test; `said` is what it was told meanwhile."""

    def __init__(self, photos: ColoredPhotos):
        super().__init__(daemon=True)
        self.said: list[str] = []
        self._photos = photos
        self.start()

    def run(self) -> None:
        self._photos.get(part(), COMPACT, self.said.append)

    def wait_until_told(self, beginning: str) -> None:
        give_up = time.monotonic() + 10
        while not any(text.startswith(beginning) for text in self.said):
            assert time.monotonic() < give_up, self.said
            time.sleep(0.02)


def test_who_comes_while_a_preview_starts_the_backend_is_told_so(
    desk: Desk, installation: Installation
) -> None:
    desk.state = "loading"
    photos = ColoredPhotos(installation)
    preview = Asking(photos)
    try:
        preview.wait_until_told("Loading the colorizer")
        # In GIMP's main thread: the progress bar would stand still if this waited.
        forgetting = threading.Thread(target=photos.forget_backend, daemon=True)
        forgetting.start()
        forgetting.join(5)
        assert not forgetting.is_alive()
        Asking(photos).wait_until_told("Loading the colorizer")
    finally:
        desk.state = "ready"
    assert identity(photos, part(), COMPACT) == "photo-1"


def test_notes_of_the_backend_come_in_the_artists_language(
    desk: Desk, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend_words, "_", lambda text: f"in German: {text}")
    desk.notes = [ON_CPU_AFTER_ALL, "Nobody knows this one."]
    photos = ColoredPhotos(installation)
    identity(photos, part(), COMPACT)
    photo = photos.get(part(), COMPACT, lambda text: None)
    assert photo.notes == [f"in German: {ON_CPU_AFTER_ALL}", "Nobody knows this one."]


def test_tells_what_the_photo_shows(desk: Desk, installation: Installation) -> None:
    shares = {"harbor": 0.61, "river": 0.2, "bridge": 0.04, "field road": 0.001}
    desk.classes = [{"label": label, "probability": share} for label, share in shares.items()]
    photo = ColoredPhotos(installation).get(part(), COMPACT, lambda text: None)
    assert photo_classes.sentence(photo.classes) == ""
    photo.ask(str)
    assert (
        photo_classes.sentence(photo.classes) == "Looks like: harbor 61 %, river 20 %, bridge 4 %"
    )
    assert photo_classes.sentence([("abbey", 0.001)]) == "Looks like: abbey under 1 %"
