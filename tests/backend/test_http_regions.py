# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions of a photo over HTTP: found, drawn, and given other colours."""

import itertools
import math
import threading

import numpy as np
import pytest
from click.testing import CliRunner
from clients import TOKEN, client_of, problem
from photo_samples import BOATS, from_npy, npy
from PIL import Image
from skimage.color import rgb2lab

from backend.application import create_app
from backend.cli import main
from backend.inference import Inference
from models.candidates import candidates

NPY = "application/x-npy"


@pytest.fixture(scope="module")
def photo(inference):
    """A client and the address of a real photo in it."""
    client = client_of(create_app(TOKEN, inference))
    image = Image.open(BOATS).convert("L")
    image.thumbnail((320, 320))
    gray = np.asarray(image)
    made = client.post("/v1/photos", data=npy(gray), content_type=NPY).json
    return client, f"/v1/photos/{made['id']}", gray


def sky(gray: np.ndarray) -> np.ndarray:
    mask = np.zeros(gray.shape, np.uint8)
    mask[: gray.shape[0] // 4] = 255
    return mask


def test_automatic_regions_are_labels_from_0_on(photo):
    client, where, gray = photo
    labels = from_npy(client.get(f"{where}/regions").data)
    assert labels.dtype == np.uint16
    assert labels.shape[0] / labels.shape[1] == pytest.approx(gray.shape[0] / gray.shape[1], 0.1)
    assert np.array_equal(np.unique(labels), np.arange(labels.max() + 1))
    assert 4 <= labels.max() < 40
    fewer = from_npy(client.get(f"{where}/regions?count=5").data)
    assert fewer.max() < 5
    problem(client.get(f"{where}/regions?count=0"), "bad-parameter", 400)


def test_a_regions_first_candidate_is_its_automatic_colour(photo):
    client, where, gray = photo
    drawn = client.post(f"{where}/regions", data=npy(sky(gray)), content_type=NPY)
    assert drawn.status_code == 201
    assert drawn.json["share"] == pytest.approx(0.25, abs=0.03)
    region = drawn.json["region"]
    found = client.post(f"{where}/candidates", json={"region": region, "count": 4}).json
    candidates = found["candidates"]
    assert [candidate["index"] for candidate in candidates] == [0, 1, 2, 3]
    assert all(0 <= candidate["probability"] <= 1 for candidate in candidates)
    for one in candidates:
        for other in candidates[: one["index"]]:
            assert math.dist(one["ab"], other["ab"]) > 8

    automatic = from_npy(client.get(f"{where}/color").data)
    asked = {"region": region, "candidate": 0}
    assert np.array_equal(
        from_npy(client.post(f"{where}/alternatives", json=asked).data), automatic
    )
    asked["candidate"] = 1
    other = from_npy(client.post(f"{where}/alternatives", json=asked).data)
    moved = np.abs(rgb2lab(other) - rgb2lab(automatic))[..., 1:].sum(-1)
    assert moved[: gray.shape[0] // 5].mean() > 5
    assert moved[gray.shape[0] // 3 :].max() == 0


def plane(client, address: str) -> np.ndarray:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_length == len(response.data)
    return from_npy(response.data)


def test_the_mask_of_a_drawn_region_is_the_one_that_was_sent(photo):
    client, where, gray = photo
    feathered = np.tile(np.linspace(0, 255, gray.shape[1]).astype(np.uint8), (gray.shape[0], 1))
    for sent in (sky(gray), feathered):
        name = client.post(f"{where}/regions", data=npy(sent), content_type=NPY).json["region"]
        assert np.array_equal(plane(client, f"{where}/regions/{name}"), sent)
        small = plane(client, f"{where}/regions/{name}?size=64")
        assert max(small.shape) == 64
        assert abs(small.mean() - sent.mean()) < 3


def test_a_mask_of_another_size_and_type_is_scaled(photo):
    client, where, gray = photo
    for sent in (sky(gray)[::2, ::2] * np.uint16(257), (sky(gray) / 255).astype(np.float32)):
        name = client.post(f"{where}/regions", data=npy(sent), content_type=NPY).json["region"]
        mask = plane(client, f"{where}/regions/{name}")
        assert mask.dtype == np.uint8
        assert np.abs(mask.astype(int) - sky(gray)).mean() < 3
    larger = np.kron(sky(gray), np.ones((3, 3), np.uint8))
    name = client.post(f"{where}/regions", data=npy(larger), content_type=NPY).json["region"]
    assert np.abs(plane(client, f"{where}/regions/{name}").astype(int) - sky(gray)).mean() < 3


def test_the_masks_of_automatic_regions_share_the_photo_among_them(photo):
    client, where, gray = photo
    count = int(from_npy(client.get(f"{where}/regions?count=40").data).max()) + 1
    masks = [plane(client, f"{where}/regions/{label}") for label in range(count)]
    assert all(mask.shape == gray.shape and mask.max() > 200 for mask in masks)
    total = np.sum(masks, axis=0, dtype=int)
    assert np.abs(total - 255).mean() < 25
    soft = np.mean([((mask > 5) & (mask < 250)).sum() / (mask > 5).sum() for mask in masks])
    assert soft < 0.5
    assert plane(client, f"{where}/regions/0?size=64").shape[1] == 64
    problem(client.get(f"{where}/regions/{count}"), "unknown-region", 404)
    problem(client.get(f"{where}/regions/0?size=0"), "bad-parameter", 400)


def test_every_candidate_names_its_region_outside_of_which_nothing_changes(photo):
    client, where, _ = photo
    automatic = from_npy(client.get(f"{where}/color").data).astype(int)
    label = str(int(np.bincount(from_npy(client.get(f"{where}/regions").data).ravel()).argmax()))
    asked: list[dict] = [{}, {"region": label}]
    asked.append({"region": "candidate-1"})
    for body in asked:
        found = client.post(f"{where}/candidates", json={**body, "count": 3}).json["candidates"]
        candidate = found[-1]
        assert candidate["region"] == body.get("region", f"candidate-{candidate['index']}")
        mask = plane(client, f"{where}/regions/{candidate['region']}")
        body = {**body, "candidate": candidate["index"]}
        other = from_npy(client.post(f"{where}/alternatives", json=body).data)
        changed = np.abs(other - automatic).max(-1)
        assert changed[mask == 0].max(initial=0) <= 1  # the mask is rounded
        assert (changed[mask == 255] > 1).mean() > 0.9


def test_automatic_regions_can_be_put_together(photo):
    client, where, _ = photo
    count = int(from_npy(client.get(f"{where}/regions").data).max()) + 1
    masks = [plane(client, f"{where}/regions/{name}") for name in ("0", "1", "0+1", "1+0")]
    assert np.array_equal(masks[2], masks[3])
    one, other, both = (mask.astype(int) for mask in masks[:3])
    assert np.abs(one + other - both).mean() < 3
    found = client.post(f"{where}/candidates", json={"region": "0+1", "count": 3}).json
    assert {candidate["region"] for candidate in found["candidates"]} == {"0+1"}
    for name in (f"0+{count}", "0+", "0+sky", "9" * 5000, "+".join("0" * 100)):
        problem(client.get(f"{where}/regions/{name}"), "unknown-region", 404)


def test_a_candidates_colours_go_beyond_its_region_on_wish(photo):
    client, where, gray = photo
    name = client.post(f"{where}/regions", data=npy(sky(gray)), content_type=NPY).json["region"]
    asked = {"region": name, "candidate": 1}
    inside = from_npy(client.post(f"{where}/alternatives", json=asked).data).astype(int)
    asked["everywhere"] = True
    everywhere = from_npy(client.post(f"{where}/alternatives", json=asked).data).astype(int)
    moved = np.abs(everywhere - inside).max(-1)
    assert moved[sky(gray) == 255].max() <= 1
    assert moved[sky(gray) == 0].mean() > 3
    asked["everywhere"] = 1
    problem(client.post(f"{where}/alternatives", json=asked), "bad-parameter", 400)


def test_the_regions_of_candidates_need_no_list_before_them(client):
    gray = np.asarray(Image.open(BOATS).convert("L").reduce(4))
    where = client.post("/v1/photos", data=npy(gray), content_type=NPY).headers["Location"]
    mask = plane(client, f"{where}/regions/candidate-0?size=64")
    assert mask.max() == 255
    assert plane(client, f"{where}/regions/3?size=64").max() > 0
    problem(client.get(f"{where}/regions/candidate-99"), "unknown-region", 404)
    problem(client.get(f"{where}/regions/candidate-x"), "unknown-region", 404)
    problem(client.get(f"{where}/regions/candidate-{'9' * 5000}"), "unknown-region", 404)


def test_an_automatic_region_can_be_named_by_its_label(photo):
    client, where, _ = photo
    labels = from_npy(client.get(f"{where}/regions").data)
    largest = int(np.bincount(labels.ravel()).argmax())
    found = client.post(f"{where}/candidates", json={"region": largest, "count": 2}).json
    assert len(found["candidates"]) == 2
    problem(
        client.post(f"{where}/candidates", json={"region": int(labels.max()) + 1}),
        "unknown-region",
        404,
    )


def test_what_is_no_region_is_refused(photo):
    client, where, gray = photo
    empty = np.zeros(gray.shape, np.uint8)
    problem(client.post(f"{where}/regions", data=npy(empty), content_type=NPY), "empty-region", 400)
    said = client.post(f"{where}/regions", data=b"mask", content_type=NPY)
    assert "The region's mask did not arrive" in problem(said, "bad-plane", 400)["detail"]
    for value in (np.nan, np.inf):
        wild = sky(gray).astype(np.float32) / 255
        wild[5, 7] = value
        said = client.post(f"{where}/regions", data=npy(wild), content_type=NPY)
        assert "finite" in problem(said, "bad-plane", 400)["detail"]
    problem(client.post(f"{where}/candidates", json={"region": "drawn-99"}), "unknown-region", 404)
    asked = {"region": "drawn-99", "candidate": 1}
    problem(client.post(f"{where}/alternatives", json=asked), "unknown-region", 404)


def test_work_on_regions_keeps_nobody_else_waiting(client, monkeypatch):
    gray = np.asarray(Image.open(BOATS).convert("L").reduce(4))
    where = client.post("/v1/photos", data=npy(gray), content_type=NPY).headers["Location"]
    works, may_go_on = threading.Event(), threading.Event()

    def slowly(*arguments):
        works.set()
        may_go_on.wait(60)
        return candidates(*arguments)

    monkeypatch.setattr("models.candidates.candidates", slowly)
    others = []

    def meanwhile() -> None:
        caller = client_of(client.application)
        others.append(caller.get("/v1/health"))
        others.append(caller.post("/v1/photos", data=npy(gray), content_type=NPY))

    working = threading.Thread(target=client.post, args=[f"{where}/candidates"])
    other = threading.Thread(target=meanwhile)
    working.start()
    assert works.wait(60)
    other.start()
    other.join(20)
    answered = [answer.status_code for answer in others]
    may_go_on.set()
    working.join()
    other.join()
    assert answered == [200, 201]


@pytest.mark.parametrize("what", ["regions", "hints"])
def test_what_an_artist_adds_to_a_photo_makes_others_forgotten(limited, what):
    noise = np.random.default_rng(0).integers(0, 256, (300, 400), dtype=np.uint8)
    drawn = {"regions": noise, "hints": np.dstack([noise] * 4)}[what]

    def send(client) -> str:
        return client.post("/v1/photos", data=npy(noise), content_type=NPY).headers["Location"]

    def draw(client, where: str) -> int:
        done = client.post(f"{where}/{what}", data=npy(drawn), content_type=NPY)
        assert done.status_code in (200, 201), done.text
        return client.get("/v1/health").json["memory"]["photos_bytes"]

    client = limited()
    where = send(client)
    before = client.get("/v1/health").json["memory"]["photos_bytes"]
    after = draw(client, where)
    client = limited(photo_store_bytes=before + after - 1)  # one byte less than both photos take
    first, second = send(client), send(client)
    assert client.get("/v1/health").json["memory"]["photos"] == 2
    assert draw(client, second) == after
    problem(client.get(f"{first}/color?size=5"), "photo-forgotten", 404)
    assert client.get(f"{second}/color?size=5").status_code == 200


def test_candidates_are_of_parts_and_parts_of_regions(photo):
    client, where, _gray = photo
    labels = from_npy(client.get(f"{where}/regions").data)
    parts = client.get(f"{where}/parts").json["parts"]
    assert sorted(itertools.chain.from_iterable(parts)) == sorted(set(labels.flat))
    assert 2 < len(parts) < len(set(labels.flat))
    found = client.post(f"{where}/candidates", json={"count": 6}).json["candidates"]
    masks = {client.get(f"{where}/regions/{'+'.join(map(str, part))}").data: part for part in parts}
    for candidate in found:
        assert client.get(f"{where}/regions/{candidate['region']}").data in masks


def test_the_command_line_offers_what_gimp_is_offered(client, tmp_path):
    scan = tmp_path / "scan.png"
    Image.open(BOATS).convert("L").reduce(2).save(scan)
    where = client.post("/v1/photos", data=scan.read_bytes(), content_type="image/png").location
    asked = [str(scan), "-o", str(tmp_path / "color.png"), "--alternatives", "3"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    for index in range(3):
        picture = np.asarray(Image.open(tmp_path / f"color-alternative-{index + 1}.png"))
        over_http = client.post(f"{where}/alternatives", json={"candidate": index}).data
        assert np.array_equal(picture, from_npy(over_http))


def test_with_weights_of_ones_own_nobody_knows_what_a_photo_shows(inference, monkeypatch):
    monkeypatch.setattr("models.registry.classifier_for", lambda _sha256: None)
    client = client_of(create_app(TOKEN, Inference(inference.device.name)))
    gray = np.asarray(Image.open(BOATS).convert("L").reduce(4))
    where = client.post("/v1/photos", data=npy(gray), content_type=NPY).headers["Location"]
    found = client.post(f"{where}/candidates", json={"count": 4}).json["candidates"]
    assert [candidate["content"] for candidate in found] == [None] * 4
