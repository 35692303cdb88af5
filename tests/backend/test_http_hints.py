# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's strokes over HTTP, sent with the plug-in's own client to a live backend."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import live
import numpy as np
import pytest
from clients import TOKEN, client_of, problem
from photo_samples import BOATS, from_npy, npy
from PIL import Image
from skimage.color import rgb2lab

from backend.application import create_app

NPY = "application/x-npy"
RED = (170, 40, 40)
PLUG_IN = Path(__file__).parents[2] / "gimp_plugin" / "colorize_auto"


def boats() -> np.ndarray:
    image = Image.open(BOATS).convert("L")
    image.thumbnail((320, 320))
    return np.asarray(image)


def strokes(gray: np.ndarray, scale: int = 1) -> np.ndarray:
    """One red stroke across the sky."""
    height, width = (side * scale for side in gray.shape)
    plane = np.zeros((height, width, 4), np.uint8)
    plane[height // 10 : height // 10 + 4 * scale, width // 4 : width // 2] = (*RED, 255)
    return plane


def reddened(picture: np.ndarray, before: np.ndarray) -> np.ndarray:
    return (rgb2lab(picture) - rgb2lab(before))[..., 1]


@pytest.fixture(scope="module")
def photo(inference):
    """A client and the address of a real photo in it."""
    client = client_of(create_app(TOKEN, inference))
    gray = boats()
    made = client.post("/v1/photos", data=npy(gray), content_type=NPY).json
    return client, f"/v1/photos/{made['id']}", gray


def test_the_sky_turns_red_and_the_boats_do_not(photo):
    client, where, gray = photo
    before = from_npy(client.get(f"{where}/color").data)
    answer = client.post(f"{where}/hints", data=npy(strokes(gray)), content_type=NPY)
    assert answer.status_code == 200, answer.text
    after = from_npy(answer.data)
    assert after.shape == (*gray.shape, 3)
    moved = reddened(after, before)
    stroke = strokes(gray)[..., 3] > 0
    assert moved[stroke].mean() > 10
    assert np.median(moved[: gray.shape[0] // 6]) > 5
    assert np.abs(after.astype(int) - before)[-gray.shape[0] // 3 :].max() == 0
    larger = client.post(f"{where}/hints", data=npy(strokes(gray, 3)), content_type=NPY)
    assert np.abs(from_npy(larger.data).astype(int) - after).mean() < 2


def test_settings_act_on_what_the_hints_leave(photo):
    client, where, gray = photo
    data = npy(strokes(gray))
    plain = from_npy(client.post(f"{where}/hints", data=data, content_type=NPY).data)
    url = f"{where}/hints?saturation=0&size=160"
    small = from_npy(client.post(url, data=data, content_type=NPY).data)
    assert max(small.shape) == 160
    ab = np.abs(rgb2lab(small)[..., 1:]).max(-1)
    assert ab[-30:].max() < 1.5  # rounding to 8 bits
    painted = np.median(rgb2lab(plain)[24:30, 100:140, 1])
    assert np.median(rgb2lab(small)[12:15, 50:70, 1]) == pytest.approx(painted, abs=3)
    assert painted > 6
    png = client.post(
        f"{where}/hints", data=data, content_type=NPY, headers={"Accept": "image/png"}
    )
    assert png.data.startswith(b"\x89PNG")
    assert plain.shape == (*gray.shape, 3)


def test_the_memory_for_hints_counts(photo):
    client, where, gray = photo
    client.post(f"{where}/hints", data=npy(strokes(gray)), content_type=NPY)
    used = client.get("/v1/health").json["memory"]["photos_bytes"]
    fresh = client.post("/v1/photos", data=npy(gray), content_type=NPY).json["id"]
    added = client.get("/v1/health").json["memory"]["photos_bytes"] - used
    client.delete(f"/v1/photos/{fresh}")
    without = client.get("/v1/health").json["memory"]["photos_bytes"]
    assert without == used
    assert used > added + 1e6


def test_what_are_no_strokes_is_refused(photo):
    client, where, gray = photo

    def send(plane: np.ndarray | bytes):
        data = plane if isinstance(plane, bytes) else npy(plane)
        return client.post(f"{where}/hints", data=data, content_type=NPY)

    painted = strokes(gray)
    said = problem(send(np.zeros_like(painted)), "empty-hints", 400)
    assert "paint some strokes first" in said["detail"]
    assert "alpha" in problem(send(painted[..., :3].copy()), "bad-plane", 400)["detail"]
    problem(send(painted.astype(np.float32)), "bad-plane", 400)
    said = problem(send(b"strokes"), "bad-plane", 400)["detail"]
    assert said.startswith("The layer of colour hints did not arrive")
    problem(send(npy(painted)[:-1]), "bad-plane", 400)
    said = problem(send(painted[: len(painted) // 2].copy()), "bad-hints", 400)
    assert "proportions" in said["detail"]
    data = npy(painted)
    gone = client.post("/v1/photos/gone/hints", data=data, content_type=NPY)
    problem(gone, "photo-forgotten", 404)
    wild = client.post(f"{where}/hints?saturation=9", data=data, content_type=NPY)
    problem(wild, "bad-parameter", 400)
    problem(client.get(f"{where}/hints"), "method-not-allowed", 405)


@pytest.fixture
def plug_in(monkeypatch) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The plug-in's client, as GIMP's Python finds it."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PLUG_IN))
    from backend_access import client as backend_client
    from backend_access import connection

    yield backend_client, connection
    for name in set(sys.modules) - before:
        if str(PLUG_IN) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_the_plug_ins_client_sends_strokes_to_a_live_backend(plug_in):
    calls, addresses = plug_in
    gray = boats()
    with live.backend("--device", "cpu") as process:
        connection = live.connect(process)
        live.wait_for_state(connection, "ready")
        url = urlsplit(connection.url)
        client = calls.BackendClient(
            addresses.Connection(url.hostname, url.port, connection.token, "")
        )
        identity = client.post_photo(npy(gray))["id"]
        pixels = client.hints(identity, npy(strokes(gray)), {"saturation": 1.0}, size=200)
        rows = b"".join(values for _, _, values in pixels.strips())
        picture = np.frombuffer(rows, np.uint8).reshape(pixels.height, pixels.width, 3)
        assert max(picture.shape) == 200
        assert np.median(rgb2lab(picture)[15:18, 60:90, 1]) > 6
        with pytest.raises(calls.BackendError, match="paint some strokes first") as caught:
            client.hints(identity, npy(np.zeros((*gray.shape, 4), np.uint8)))
        assert caught.value.code == "empty-hints"
