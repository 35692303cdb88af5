# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos over HTTP: in, through the shipped colorizer, and out again."""

import io
import threading

import numpy as np
import pytest
from clients import HEADERS, problem
from flask.testing import FlaskClient
from photo_samples import BOATS, from_npy, npy, ramp
from PIL import Image
from skimage.color import lab2rgb, rgb2lab

from models import registry

NPY = "application/x-npy"


def boats(size: int = 320) -> np.ndarray:
    image = Image.open(BOATS).convert("L")
    image.thumbnail((size, size))
    return np.asarray(image)


def post(client: FlaskClient, gray: np.ndarray, query: str = "") -> dict:
    response = client.post(f"/v1/photos{query}", data=npy(gray), content_type=NPY)
    assert response.status_code == 201, response.text
    return response.json


def lightness(rgb: np.ndarray) -> np.ndarray:
    return rgb2lab(rgb / np.iinfo(rgb.dtype).max)[..., 0]


@pytest.fixture(scope="module")
def shared(inference):
    """A client with one real photo in it, for the tests that only look."""
    from clients import TOKEN, client_of

    from backend.application import create_app

    client = client_of(create_app(TOKEN, inference))
    return client, post(client, boats())["id"]


@pytest.mark.parametrize("name", registry.names())
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_photo_becomes_coloured_and_keeps_its_lightness(client, name, dtype):
    gray = boats(160)
    sent = gray if dtype == np.uint8 else gray / 255
    sent = (sent * 65535).astype(dtype) if dtype == np.uint16 else sent.astype(dtype)
    body = post(client, sent, f"?colorizer={name}")
    assert (body["height"], body["width"]) == gray.shape
    assert body["dtype"] == np.dtype(dtype).name
    assert body["colorizer"] == name
    assert body["notes"] == []
    assert all(side > 0 for side in body["grid"])
    assert set(body["timings"]) == {"read", "network"}

    response = client.get(f"/v1/photos/{body['id']}/color")
    assert response.content_type == NPY
    assert response.content_length == len(response.data)
    color = from_npy(response.data)
    assert color.shape == (*gray.shape, 3)
    assert color.dtype == (np.uint8 if dtype == np.uint8 else np.uint16)
    difference = np.abs(lightness(color) - lightness(np.stack([gray] * 3, -1)))
    assert np.quantile(difference, 0.999) < 1
    assert rgb2lab(color / np.iinfo(color.dtype).max)[..., 1:].std() > 1

    client.delete(f"/v1/photos/{body['id']}")


def test_location_leads_to_the_photo(client):
    response = client.post("/v1/photos", data=npy(boats(64)), content_type=NPY)
    where = response.headers["Location"]
    assert where == f"/v1/photos/{response.json['id']}"
    assert client.get(f"{where}/color").status_code == 200
    assert client.delete(where).status_code == 204
    problem(client.get(f"{where}/color"), "photo-forgotten", 404)
    problem(client.delete(where), "photo-forgotten", 404)


@pytest.mark.parametrize(
    "gray",
    [
        np.full((1, 1), 99, np.uint8),
        np.zeros((1, 3000), np.uint8),
        np.full((3000, 1), 255, np.uint8),
    ],
    ids=lambda gray: str(gray.shape),
)
def test_tiny_and_very_long_photos(client, gray):
    identity = post(client, gray)["id"]
    color = from_npy(client.get(f"/v1/photos/{identity}/color").data)
    assert color.shape == (*gray.shape, 3)
    assert client.post(f"/v1/photos/{identity}/candidates").status_code == 200


def test_values_beyond_white_and_black_are_accepted(client):
    gray = ramp(dtype=np.float32) * 1.5 - 0.2
    identity = post(client, gray)["id"]
    color = from_npy(client.get(f"/v1/photos/{identity}/color").data)
    assert color[:, -1].min() > 65500


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(client, value):
    gray = ramp(dtype=np.float32)
    gray[5, 5] = value
    response = client.post("/v1/photos", data=npy(gray), content_type=NPY)
    problem(response, "bad-plane", 400)
    assert client.get("/v1/health").json["memory"]["photos"] == 0


def test_bodies_that_are_no_plane(client):
    good = npy(ramp())
    for data in (b"", good[:50], good[:-1], good + b"x", b"nonsense", npy(ramp().astype(">u2"))):
        problem(client.post("/v1/photos", data=data, content_type=NPY), "bad-plane", 400)


def test_content_types_and_names_that_are_unknown(client):
    good = npy(ramp())
    for kind in ("text/html", "application/json", ""):
        response = client.post("/v1/photos", data=good, content_type=kind)
        problem(response, "unsupported-media-type", 415)
    response = client.post("/v1/photos?colorizer=none", data=good, content_type=NPY)
    assert registry.DEFAULT in problem(response, "unknown-colorizer", 404)["detail"]
    problem(client.get("/v1/nothing"), "not-found", 404)
    response = client.put("/v1/health")
    problem(response, "method-not-allowed", 405)
    assert "GET" in response.headers["Allow"]


def test_an_image_file_is_read(client):
    response = client.post("/v1/photos", data=BOATS.read_bytes(), content_type="image/jpeg")
    assert response.status_code == 201
    body = response.json
    assert (body["width"], body["height"]) == Image.open(BOATS).size
    assert any("toned" in note for note in body["notes"])
    color = from_npy(client.get(f"/v1/photos/{body['id']}/color?size=100").data)
    assert color.dtype == np.uint8
    assert max(color.shape) == 100


def test_image_files_that_are_none(client, limited):
    whole = BOATS.read_bytes()
    for data in (b"", b"nonsense", whole[:100], whole[: len(whole) // 2]):
        problem(client.post("/v1/photos", data=data, content_type="image/jpeg"), "bad-photo", 400)
    small = limited(max_pixels=100_000)
    response = small.post("/v1/photos", data=whole, content_type="image/jpeg")
    problem(response, "too-large", 413)


def test_settings_change_the_picture_and_not_its_lightness(shared):
    client, identity = shared
    base = f"/v1/photos/{identity}/color"

    def chroma(query: str) -> float:
        lab = rgb2lab(from_npy(client.get(base + query).data) / 255)
        return float(np.hypot(lab[..., 1], lab[..., 2]).mean())

    assert chroma("?saturation=0") < 0.5
    assert chroma("?saturation=0.5") < chroma("") < chroma("?saturation=2")
    assert chroma("?vividness=0") < chroma("?vividness=1")
    assert chroma("?temperature=0") != chroma("?temperature=2")
    card = registry.card(registry.DEFAULT)
    defaults = f"?temperature={card.temperature}&vividness={card.vividness}"
    assert client.get(base).data == client.get(base + defaults).data


@pytest.mark.parametrize(
    "query",
    [
        "temperature=2.1",
        "temperature=-0.1",
        "temperature=nan",
        "temperature=warm",
        "temperature=",
        "vividness=1.5",
        "saturation=inf",
        "size=0",
        "size=-4",
        "size=99999",
        "size=1.5",
        "size=big",
    ],
)
@pytest.mark.parametrize("resource", ["color", "ab"])
def test_settings_that_make_no_sense(shared, resource, query):
    client, identity = shared
    response = client.get(f"/v1/photos/{identity}/{resource}?{query}")
    detail = problem(response, "bad-parameter", 400)["detail"]
    assert query.split("=")[0] in detail


def test_a_preview_looks_like_the_whole(shared):
    client, identity = shared
    base = f"/v1/photos/{identity}/color"
    whole = from_npy(client.get(base).data)
    small = from_npy(client.get(f"{base}?size=80").data)
    assert max(small.shape) == 80
    reduced = np.asarray(Image.fromarray(whole).resize(small.shape[1::-1], Image.Resampling.BOX))
    assert np.abs(rgb2lab(reduced) - rgb2lab(small)).mean() < 4
    one = from_npy(client.get(f"{base}?size=1").data)
    assert one.shape == (1, 1, 3)


def test_ab_planes_are_those_of_the_colour_pixels(shared):
    client, identity = shared
    ab = from_npy(client.get(f"/v1/photos/{identity}/ab").data)
    color = from_npy(client.get(f"/v1/photos/{identity}/color").data)
    assert ab.dtype == np.float32
    assert ab.shape == (*color.shape[:2], 2)
    lab = np.concatenate([lightness(np.stack([boats()] * 3, -1))[..., None], ab], -1)
    assert np.abs(lab2rgb(lab) * 255 - color).max() < 2


@pytest.mark.parametrize("path", ["color", "alternatives"])
def test_a_picture_can_be_had_as_png(shared, path):
    client, identity = shared
    url, headers = f"/v1/photos/{identity}/{path}", {"Accept": "image/png"}
    if path == "color":
        response, plain = client.get(url, headers=headers), client.get(url)
    else:
        given = {"candidate": 0}
        response = client.post(url, json=given, headers=headers)
        plain = client.post(url, json=given)
    assert response.content_type == "image/png"
    picture = np.asarray(Image.open(io.BytesIO(response.data)))
    assert np.array_equal(picture, from_npy(plain.data))


def test_candidates_differ_from_the_result_and_from_one_another(shared):
    client, identity = shared
    url = f"/v1/photos/{identity}"
    found = client.post(f"{url}/candidates", json={"count": 3}).json["candidates"]
    assert [candidate["index"] for candidate in found] == [0, 1, 2]
    automatic = client.get(f"{url}/color").data
    pictures = {automatic}
    for candidate in found:
        assert len(candidate["ab"]) == 2
        assert all(0 <= value <= 255 for value in candidate["srgb"])
        assert 0 < candidate["probability"] <= 1
        assert candidate["name"]
        response = client.post(f"{url}/alternatives", json={"candidate": candidate["index"]})
        pictures.add(response.data)
        color = from_npy(response.data)
        difference = np.abs(lightness(color) - lightness(np.stack([boats()] * 3, -1)))
        assert np.quantile(difference, 0.999) < 1
    assert len(pictures) == 4
    assert len(client.post(f"{url}/candidates").json["candidates"]) == 4


def test_an_alternative_needs_no_list_before_it(client):
    identity = post(client, boats(96))["id"]
    url = f"/v1/photos/{identity}/alternatives"
    direct = client.post(url, json={"candidate": 1, "size": 50})
    assert direct.status_code == 200
    client.post(f"/v1/photos/{identity}/candidates", json={"count": 2})
    assert client.post(url, json={"candidate": 1, "size": 50}).data == direct.data


@pytest.mark.parametrize(
    ("path", "body", "code", "status"),
    [
        ("candidates", b"[]", "bad-parameter", 400),
        ("candidates", b"{", "bad-parameter", 400),
        ("candidates", b'{"count": 0}', "bad-parameter", 400),
        ("candidates", b'{"count": "many"}', "bad-parameter", 400),
        ("candidates", b'{"count": 1.5}', "bad-parameter", 400),
        ("candidates", b'{"count": 1000}', "bad-parameter", 400),
        ("candidates", b"[" * 100_000, "bad-parameter", 400),
        ("alternatives", b"", "bad-parameter", 400),
        ("alternatives", b'{"candidate": true}', "bad-parameter", 400),
        ("alternatives", b'{"candidate": -1}', "bad-parameter", 400),
        ("alternatives", b'{"candidate": 0, "temperature": 9}', "bad-parameter", 400),
        ("alternatives", b'{"candidate": 0, "temperature": [1]}', "bad-parameter", 400),
        ("alternatives", b'{"candidate": 0, "size": 100000}', "bad-parameter", 400),
    ],
)
def test_bodies_that_make_no_sense(shared, path, body, code, status):
    client, identity = shared
    problem(client.post(f"/v1/photos/{identity}/{path}", data=body), code, status)


PARAMETERLESS = {("GET", "parts"), ("POST", "regions"), ("POST", "style"), ("DELETE", "")}


@pytest.mark.parametrize(
    ("method", "path", "where", "wrong"),
    [
        ("GET", "color", "query_string", "vividnes"),
        ("GET", "ab", "query_string", "seize"),
        ("GET", "confidence", "query_string", "measures"),
        ("GET", "regions", "query_string", "counts"),
        ("GET", "regions/0", "query_string", "measure"),
        ("GET", "parts", "query_string", "count"),
        ("POST", "regions", "query_string", "size"),
        ("POST", "style", "query_string", "vividness"),
        ("DELETE", "", "query_string", "now"),
        ("POST", "hints", "query_string", "sat"),
        ("POST", "candidates", "json", "counts"),
        ("POST", "alternatives", "json", "every_where"),
    ],
)
def test_a_misspelt_parameter_is_told_with_those_that_there_are(shared, method, path, where, wrong):
    client, identity = shared
    asked = {where: {wrong: 1}}
    address = f"/v1/photos/{identity}/{path}".rstrip("/")
    response = client.open(address, method=method, **asked)
    detail = problem(response, "bad-parameter", 400)["detail"]
    takes_none = (method, path) in PARAMETERLESS
    assert f"no parameter {wrong} here. {'Leave it out.' if takes_none else 'Use '}" in detail
    assert client.get(f"/v1/photos/{identity}/color?size=64").status_code == 200


def test_a_photo_with_a_misspelt_wish_is_not_coloured(client):
    response = client.post("/v1/photos?colourizer=compact", data=npy(boats(96)))
    assert (
        "Use colorizer, working_size, follows" in problem(response, "bad-parameter", 400)["detail"]
    )
    for address in ("health", "colorizers"):
        problem(client.get(f"/v1/{address}?line=4"), "bad-parameter", 400)
    assert "Use lines" in problem(client.get("/v1/log?line=4"), "bad-parameter", 400)["detail"]


def test_a_candidate_that_is_not_there(client):
    identity = post(client, np.full((40, 40), 128, np.uint8))["id"]
    found = client.post(f"/v1/photos/{identity}/candidates", json={"count": 16}).json
    number = len(found["candidates"])
    if number < 16:
        response = client.post(f"/v1/photos/{identity}/alternatives", json={"candidate": number})
        problem(response, "unknown-candidate", 404)


def test_the_longest_unused_photo_is_forgotten(limited):
    gray = ramp(300, 400)
    client = limited()
    first = post(client, gray)["id"]
    size = client.get("/v1/health").json["memory"]["photos_bytes"]
    client = limited(photo_store_bytes=2 * size + 100)  # for two of them and small previews
    first, second = (post(client, gray)["id"] for _ in range(2))
    client.get(f"/v1/photos/{first}/color?size=5")
    third = post(client, gray)["id"]
    problem(client.get(f"/v1/photos/{second}/color?size=5"), "photo-forgotten", 404)
    for kept in (first, third):
        assert client.get(f"/v1/photos/{kept}/color?size=5").status_code == 200
    memory = client.get("/v1/health").json["memory"]
    assert memory["photos"] == 2
    assert memory["photos_bytes"] <= memory["limit_bytes"]


def test_a_photo_that_never_fits_is_refused(limited):
    response = limited(photo_store_bytes=1000).post(
        "/v1/photos", data=npy(ramp()), content_type=NPY
    )
    problem(response, "too-large", 413)
    response = limited(max_pixels=1000).post("/v1/photos", data=npy(ramp()), content_type=NPY)
    problem(response, "too-large", 413)
    huge = {"CONTENT_LENGTH": str(1 << 40)}
    response = limited().post(
        "/v1/photos", data=b"x", content_type="image/png", environ_overrides=huge
    )
    problem(response, "too-large", 413)


def test_a_full_queue_says_busy_and_health_still_answers(limited, inference):
    client = limited(queue_length=3)
    arrived = threading.Semaphore(0)
    answers = []

    def send() -> None:
        arrived.release()
        response = client.application.test_client().post(
            "/v1/photos",
            data=npy(ramp()),
            headers={**HEADERS, "Host": "localhost", "Content-Type": NPY},
        )
        answers.append(response)

    with inference.turn():  # the network is at work
        waiting = [threading.Thread(target=send) for _ in range(3)]
        for thread in waiting:
            thread.start()
            arrived.acquire()
        while inference._turns._callers < 4:
            threading.Event().wait(0.01)
        assert client.get("/v1/health").json["state"] == "busy"
        response = client.post("/v1/photos", data=npy(ramp()), content_type=NPY)
        problem(response, "busy", 503)
        assert int(response.headers["Retry-After"]) > 0
    for thread in waiting:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 3
    assert client.get("/v1/health").json["state"] == "ready"
