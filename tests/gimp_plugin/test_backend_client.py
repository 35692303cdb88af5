# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP client: what it sends, how it waits, what it says when something is wrong."""

from __future__ import annotations

import http.client
import io
import json
import socket
from typing import Any

import numpy as np
import pytest
from loopback import TOKEN, Answer, Request, problem, serving

import npy
from backend_access.client import BackendClient, BackendError, NoAnswer, Plane
from backend_access.connection import Connection

PICTURE = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)


def saved(plane: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, plane)
    return file.getvalue()


def test_sends_the_token_and_the_photo() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(b'{"id": "a"}', 201)

    with serving(answer) as connection:
        photo = BackendClient(connection).post_photo(b"plane", colorizer="compact")
    assert photo == {"id": "a"}
    (request,) = seen
    assert (request.method, request.path) == ("POST", "/v1/photos?colorizer=compact")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == npy.CONTENT_TYPE
    assert request.body == b"plane"


def test_token_stays_out_of_what_is_printed() -> None:
    assert TOKEN not in repr(Connection("127.0.0.1", 1, TOKEN, "0.1.0"))


def test_reads_pixels_in_strips() -> None:
    with serving(lambda request: Answer(saved(PICTURE))) as connection:
        pixels = BackendClient(connection).color("a", {"temperature": 0.5}, size=5)
        assert (pixels.height, pixels.width, pixels.dtype) == (5, 4, "uint8")
        strips = list(pixels.strips(2))
    assert [(first, rows) for first, rows, _values in strips] == [(0, 2), (2, 2), (4, 1)]
    assert b"".join(values for _first, _rows, values in strips) == PICTURE.tobytes()


def test_asks_for_alternatives_and_pictures() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        if request.path.endswith("/candidates"):
            return Answer(b'{"candidates": [{"index": 0}]}')
        return Answer(saved(PICTURE))

    with serving(answer) as connection:
        client = BackendClient(connection)
        assert client.candidates("a/b", 3) == [{"index": 0}]
        client.alternative("a", 0, {"saturation": 1.5}).close()
        client.color_png("a", {"vividness": 0.0}, size=200)
        client.delete("a")
    assert [(request.method, request.path) for request in seen] == [
        ("POST", "/v1/photos/a%2Fb/candidates"),
        ("POST", "/v1/photos/a/alternatives"),
        ("GET", "/v1/photos/a/color?vividness=0.0&size=200"),
        ("DELETE", "/v1/photos/a"),
    ]
    assert json.loads(seen[0].body) == {"count": 3}
    assert json.loads(seen[1].body) == {"candidate": 0, "saturation": 1.5}
    assert seen[2].headers["Accept"] == "image/png"


def test_passes_the_backends_sentence_on() -> None:
    refusal = problem(409, "weights-missing", "The weights are not installed. Run the installer.")
    with serving(lambda request: refusal) as connection, pytest.raises(BackendError) as caught:
        BackendClient(connection).post_photo(b"")
    assert str(caught.value) == "The weights are not installed. Run the installer."
    assert (caught.value.code, caught.value.status) == ("weights-missing", 409)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"title": "x"}', b"\xff"])
def test_says_something_when_an_error_says_nothing(body: bytes) -> None:
    answer = Answer(body, 500)
    with serving(lambda request: answer) as connection, pytest.raises(BackendError, match="500"):
        BackendClient(connection).colorizers()


def test_waits_for_a_busy_backend() -> None:
    answers = [problem(503, "busy", "Wait.", Retry_After="0"), Answer(b'{"id": "a"}', 201)]
    said: list[str] = []
    with serving(lambda request: answers.pop(0)) as connection:
        client = BackendClient(connection, on_wait=said.append)
        assert client.post_photo(b"x") == {"id": "a"}
    assert said == ["Wait."]


@pytest.mark.parametrize("retry_after", ["5", "tomorrow", "1e99"])
def test_does_not_wait_beyond_its_patience(retry_after: str) -> None:
    busy = problem(503, "busy", "Wait.", Retry_After=retry_after)
    with serving(lambda request: busy) as connection, pytest.raises(BackendError, match="Wait"):
        BackendClient(connection, patience=0.5).post_photo(b"x")


@pytest.mark.parametrize("facts", [b"", b"<html>", b"[1]", b'"ready"'])
def test_notices_another_program(facts: bytes) -> None:
    with serving(lambda request: Answer(facts)) as connection, pytest.raises(BackendError):
        BackendClient(connection).health()


def test_says_when_nobody_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        connection = Connection("127.0.0.1", unused.getsockname()[1], TOKEN, "0.1.0")
        with pytest.raises(NoAnswer, match="does not answer"):
            BackendClient(connection).health()


@pytest.mark.parametrize("call", ["health", "color", "color_png"])
def test_says_when_the_backend_breaks_off(call: str) -> None:
    body = saved(PICTURE)
    with serving(lambda request: Answer(body, cut=7)) as connection:
        client: Any = BackendClient(connection)
        with pytest.raises(NoAnswer, match="broke off"):
            if call == "color":
                list(client.color("a").strips())
            else:
                getattr(client, call)(*["a"] * (call != "health"))


def test_a_photo_can_ask_for_a_closer_look_and_follow_another() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(b'{"id": "b"}', 201)

    with serving(answer) as connection:
        client = BackendClient(connection)
        client.post_photo(b"plane", working_size=512, follows="a&b")
        assert client.style("a/b", b"photo", "image/jpeg") == {"id": "b"}
    assert seen[0].path == "/v1/photos?working_size=512&follows=a%26b"
    assert (seen[1].method, seen[1].path) == ("POST", "/v1/photos/a%2Fb/style")
    assert (seen[1].headers["Content-Type"], seen[1].body) == ("image/jpeg", b"photo")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_reads_planes(dtype: type) -> None:
    plane = np.arange(5 * 4).reshape(5, 4).astype(dtype)
    with serving(lambda request: Answer(saved(plane))) as connection:
        got = BackendClient(connection).regions("a", 9)
        assert (got.height, got.width, got.dtype) == (5, 4, np.dtype(dtype).name)
        values = got.values()
    assert [values[y * got.width + x] for y in range(5) for x in range(4)] == list(range(20))


def test_regions_are_named_drawn_and_given_other_colours() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        if request.path.endswith("/candidates"):
            return Answer(b'{"candidates": [{"index": 0, "region": "drawn-1"}]}')
        if request.path.endswith("/alternatives"):
            return Answer(saved(PICTURE))
        if request.method == "POST":
            return Answer(b'{"region": "drawn-1", "share": 0.5}', 201)
        return Answer(saved(PICTURE[..., 0]))

    with serving(answer) as connection:
        client = BackendClient(connection)
        assert client.draw_region("a", b"mask") == "drawn-1"
        mask = client.region_mask("a", "drawn-1", size=5)
        assert bytes(mask.values()) == PICTURE[..., 0].tobytes()
        assert client.candidates("a", 3, "drawn-1")[0]["region"] == "drawn-1"
        client.alternative("a", 2, size=5, region="drawn-1").close()
        client.alternative("a", 1, region="0", everywhere=True).close()
        client.confidence("a", 5, "ratio").close()
        client.regions("a").close()
    assert [(request.method, request.path) for request in seen] == [
        ("POST", "/v1/photos/a/regions"),
        ("GET", "/v1/photos/a/regions/drawn-1?size=5"),
        ("POST", "/v1/photos/a/candidates"),
        ("POST", "/v1/photos/a/alternatives"),
        ("POST", "/v1/photos/a/alternatives"),
        ("GET", "/v1/photos/a/confidence?size=5&measure=ratio"),
        ("GET", "/v1/photos/a/regions"),
    ]
    assert (seen[0].headers["Content-Type"], seen[0].body) == (npy.CONTENT_TYPE, b"mask")
    assert json.loads(seen[2].body) == {"count": 3, "region": "drawn-1"}
    assert json.loads(seen[3].body) == {"candidate": 2, "size": 5, "region": "drawn-1"}
    assert json.loads(seen[4].body) == {"candidate": 1, "region": "0", "everywhere": True}


def test_refuses_pictures_that_are_no_planes() -> None:
    with serving(lambda request: Answer(saved(PICTURE))) as connection:
        client = BackendClient(connection)
        with pytest.raises(npy.BadNpy, match="one value"):
            client.region_mask("a", "0")


@pytest.mark.parametrize("plane", [np.zeros((3, 3), np.uint8), np.zeros((3, 3, 3), np.float32)])
def test_refuses_planes_that_are_no_pictures(plane: np.ndarray) -> None:
    with serving(lambda request: Answer(saved(plane))) as connection:
        client = BackendClient(connection)
        with pytest.raises(npy.BadNpy, match="no picture"):
            client.color("a")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>" * 100,
        npy.MAGIC + b"\x02\x00" + b"\xff" * 1000,
        npy.MAGIC + b"\x01\x00\x40\x00" + b"?" * 1000,
        saved(PICTURE),
    ],
    ids=["no plane", "absurd header", "senseless header", "a picture"],
)
def test_an_answer_that_is_no_plane_leaves_no_connection_open(body: bytes) -> None:
    with serving(lambda request: Answer(body)) as place:
        connection = http.client.HTTPConnection(place.host, place.port, timeout=10)
        connection.request("GET", "/")
        answer = connection.getresponse()
        with pytest.raises(npy.BadNpy):
            Plane(answer, connection)
        assert answer.isclosed()
        assert connection.sock is None


def test_takes_no_notice_of_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(lambda request: Answer(b'{"state": "ready"}')) as connection:
        assert BackendClient(connection).health() == {"state": "ready"}


def test_installs_colorizers_reads_the_log_and_ends() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        if request.path.startswith("/v1/log"):
            return Answer(b'{"path": "/x", "lines": ["a", "b"]}')
        return Answer(b'{"state": "fetching"}', 202)

    with serving(answer) as connection:
        client = BackendClient(connection)
        assert client.install("a/b")["state"] == "fetching"
        client.installation("a")
        client.stop_or_remove("a")
        assert client.log(2) == ["a", "b"]
        client.end()
    assert [(request.method, request.path) for request in seen] == [
        ("POST", "/v1/colorizers/a%2Fb/installation"),
        ("GET", "/v1/colorizers/a/installation"),
        ("DELETE", "/v1/colorizers/a/installation"),
        ("GET", "/v1/log?lines=2"),
        ("DELETE", "/v1/process"),
    ]
    assert seen[0].body == b""


def test_sends_strokes_and_gets_a_picture() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(saved(PICTURE))

    with serving(answer) as connection:
        pixels = BackendClient(connection).hints("a/b", b"strokes", {"temperature": 0.4}, size=5)
        assert bytes(pixels.values()) == PICTURE.tobytes()
    (request,) = seen
    assert (request.method, request.path) == (
        "POST",
        "/v1/photos/a%2Fb/hints?temperature=0.4&size=5",
    )
    assert request.body == b"strokes"
    assert request.headers["Content-Type"] == npy.CONTENT_TYPE
