# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions keep their meaning when the backend forgets the photo."""

from __future__ import annotations

import json

from loopback import Answer, Request, serving

import npy
from backend_access.client import BackendClient
from colored_photo import ColoredPhoto
from photo_regions import Candidate, DrawnRegion, FoundRegion, PhotoRegions

PLANE = npy.Header("uint8", (2, 2)).pack() + bytes(4)
COVER = bytes([0, 255, 7, 0, 0, 0])
FORGOTTEN = {"detail": "The photo is not known any more.", "code": "photo-forgotten"}
CANDIDATE = {"index": 1, "name": "red", "probability": 0.25, "srgb": [200, 10, 10]}


def test_a_selection_is_drawn_again_for_a_photo_that_was_sent_again() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        sent = sum(one.path.startswith("/v1/photos?") for one in seen)
        if request.path.startswith("/v1/photos?"):
            return Answer(json.dumps({"id": f"photo-{sent}"}).encode(), 201)
        if "photo-1" in request.path and len(seen) > 5:
            return Answer(json.dumps(FORGOTTEN).encode(), 404)
        if request.path.endswith("/regions"):
            return Answer(b'{"region": "drawn-%d"}' % sent, 201)
        if request.path.endswith("/candidates"):
            return Answer(json.dumps({"candidates": [CANDIDATE]}).encode())
        return Answer(npy.Header("uint8", (1, 1, 3)).pack() + b"abc")

    with serving(answer) as connection:
        photo = ColoredPhoto(BackendClient(connection), PLANE, "compact")
        regions = PhotoRegions(photo, {"temperature": 0.5})
        drawn = DrawnRegion(COVER, 3)
        assert regions.candidates(drawn) == [Candidate(1, "red", 0.25, (200, 10, 10))]
        regions.alternative(drawn, 1, 9).close()
        regions.automatic().close()
        assert regions.candidates(drawn)[0].name == "red"
        regions.alternative(FoundRegion(frozenset({7, 3})), 1).close()
    paths = [request.path.removeprefix("/v1/photos") for request in seen]
    assert paths == [
        "?colorizer=compact",
        "/photo-1/regions",
        "/photo-1/candidates",
        "/photo-1/alternatives",
        "/photo-1/color?temperature=0.5",
        "/photo-1/candidates",
        "?colorizer=compact",
        "/photo-2/regions",
        "/photo-2/candidates",
        "/photo-2/alternatives",
    ]
    assert seen[1].body == npy.Header("uint8", (2, 3)).pack() + COVER
    asked = [json.loads(seen[number].body) for number in (3, 8, 9)]
    assert asked[0] == {
        "candidate": 1,
        "region": "drawn-1",
        "size": 9,
        "everywhere": True,
        "temperature": 0.5,
    }
    assert asked[1]["region"] == "drawn-2"
    assert asked[2]["region"] == "3+7"


def test_a_thing_is_known_by_each_of_its_regions() -> None:
    def answer(request: Request) -> Answer:
        return Answer(json.dumps({"parts": [[0, 2], [1]]}).encode())

    with serving(answer) as connection:
        photo = ColoredPhoto(BackendClient(connection), PLANE, "compact", identity="a")
        regions = PhotoRegions(photo, {})
        assert regions.thing(0) == regions.thing(2) == {0, 2}
        assert regions.thing(1) == {1}
        assert regions.thing(7) == {7}  # the backend says that there is none when it is asked


def test_the_automatic_colour_is_the_automatic_picture() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(npy.Header("uint8", (1, 1, 3)).pack() + b"abc")

    with serving(answer) as connection:
        photo = ColoredPhoto(BackendClient(connection), PLANE, "compact", identity="a")
        PhotoRegions(photo, {}).alternative(FoundRegion(frozenset({0})), 0).close()
    assert [request.path for request in seen] == ["/v1/photos/a/color"]
