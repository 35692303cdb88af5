# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames of a film, one photo each, whose colours stay steady over HTTP as in a video."""

import numpy as np
from clients import problem
from colorizer_samples import IIZUKA, install_iizuka
from photo_samples import DATA, npy
from PIL import Image

from models import registry
from models.color.gray import preview_plane
from models.predictions.distribution import DistributionPrediction
from models.temporal_smoothing import TemporalSmoothing

NPY = "application/x-npy"
SIZE = 64


def frames(name: str = "nagasaki-boats", count: int = 3) -> list[np.ndarray]:
    """A slow pan over a photo, with the flicker of old film."""
    gray = preview_plane(np.asarray(Image.open(DATA / f"{name}.jpg").convert("L")), 160)
    flicker = np.random.default_rng(3).uniform(0.9, 1.0, count)
    return [
        np.ascontiguousarray(gray[:96, 2 * number : 2 * number + 112] * flicker[number]).astype(
            np.uint8
        )
        for number in range(count)
    ]


def post(client, gray: np.ndarray, **query: object):
    return client.post("/v1/photos", query_string=query, data=npy(gray), content_type=NPY)


def photo(client, gray: np.ndarray, **query: object) -> dict:
    response = post(client, gray, **query)
    assert response.status_code == 201, response.text
    return response.json


def film(client, grays: list[np.ndarray]) -> list[dict]:
    made = [photo(client, grays[0], working_size=SIZE)]
    for gray in grays[1:]:
        made.append(photo(client, gray, follows=made[-1]["id"]))
    return made


def ab(client, made: dict) -> np.ndarray:
    data = client.get(f"/v1/photos/{made['id']}/ab").data
    return np.frombuffer(data[128:], np.float32)


def test_frames_are_averaged_as_in_a_video(client, inference):
    grays = frames()
    made = film(client, grays)
    assert [frame["working_size"] for frame in made] == [SIZE] * 3
    assert [frame.get("scene") for frame in made] == [None, 1, 1]
    assert set(made[1]["timings"]) == {"read", "network", "smoothing"}
    smoothing = TemporalSmoothing()
    for gray in grays:
        alone = inference.predict(registry.DEFAULT, gray, working_size=SIZE).prediction
        expected = smoothing.smooth(alone)
    assert isinstance(expected, DistributionPrediction)
    photos = client.application.extensions["colorize-auto"].photos
    kept = photos.get(made[2]["id"]).prediction
    assert (kept.logits - expected.logits).abs().max() < 0.02


def test_a_frame_can_be_sent_again(client):
    grays = frames()
    made = film(client, grays)
    again = photo(client, grays[2], follows=made[1]["id"])
    assert again["id"] != made[2]["id"]
    assert np.array_equal(ab(client, again), ab(client, made[2]))


def test_a_cut_begins_anew(client):
    before, after = frames()[0], frames("dust-bowl-home")[0]
    first = photo(client, before, working_size=SIZE)
    cut = photo(client, after, follows=first["id"])
    assert cut["scene"] == 2
    alone = photo(client, after, working_size=SIZE)
    assert np.abs(ab(client, cut) - ab(client, alone)).max() < 1
    smaller = photo(client, after[:50], follows=cut["id"])
    assert smaller["scene"] == 3


def test_a_frame_of_nothing_and_of_another_colorizer(client, home):
    gray = frames()[0]
    problem(post(client, gray, follows="nobody"), "photo-forgotten", 404)
    problem(post(client, gray, follows=""), "photo-forgotten", 404)
    install_iizuka(home / "colorizers")
    first = photo(client, gray, working_size=SIZE)
    response = post(client, gray, follows=first["id"], colorizer=IIZUKA)
    assert "one colorizer" in problem(response, "bad-parameter", 400)["detail"]


def test_a_long_film_stays_within_the_memory(limited):
    gray = frames(count=1)[0]
    client = limited()
    last = photo(client, gray, working_size=SIZE)
    usage = []
    for _ in range(26):  # more than are averaged
        last = photo(client, gray, follows=last["id"])
        usage.append(client.get("/v1/health").json["memory"]["photos_bytes"])
    steps = np.diff(usage)
    assert steps[-1] <= steps[0] * 1.01  # each frame costs the same, however long the film is
    small = limited(photo_store_bytes=usage[3])
    made = film(small, [gray] * 12)
    memory = small.get("/v1/health").json["memory"]
    assert memory["photos_bytes"] <= memory["limit_bytes"]
    assert memory["photos"] >= 1
    problem(post(small, gray, follows=made[0]["id"]), "photo-forgotten", 404)
