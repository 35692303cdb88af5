# SPDX-License-Identifier: GPL-3.0-or-later
"""The style of another photo and what a photo shows: over HTTP and on the command line."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from clients import TOKEN, client_of, problem
from colorizer_samples import CLASSES, IIZUKA, install_iizuka
from photo_samples import BOATS, from_npy, npy, ramp, save
from PIL import Image
from skimage.color import rgb2lab

from backend.application import create_app
from backend.cli import main
from backend.configuration import Limits
from backend.inference import Inference
from models import registry

NPY = "application/x-npy"


@pytest.fixture(autouse=True)
def _installed(home: Path) -> None:
    install_iizuka(home / "colorizers")


@pytest.fixture(scope="module")
def inference() -> Inference:
    """A backend's own, so that no other test meets the random colorizer."""
    return Inference("cpu")


def boats(size: int = 160) -> np.ndarray:
    image = Image.open(BOATS).convert("L")
    image.thumbnail((size, size))
    return np.asarray(image)


def create(client, gray: np.ndarray, colorizer: str = IIZUKA) -> dict:
    url = f"/v1/photos?colorizer={colorizer}"
    response = client.post(url, data=npy(gray), content_type=NPY)
    assert response.status_code == 201, response.text
    return response.json


def color(client, identity: str) -> np.ndarray:
    return from_npy(client.get(f"/v1/photos/{identity}/color").data)


def assert_same_lightness(picture: np.ndarray, gray: np.ndarray) -> None:
    difference = np.abs(rgb2lab(picture) - rgb2lab(np.stack([gray] * 3, -1)))[..., 0]
    assert np.quantile(difference, 0.999) < 1


def test_a_photo_in_another_style_is_a_photo_of_its_own(client):
    gray = boats()
    first = create(client, gray)
    before = color(client, first["id"])
    url = f"/v1/photos/{first['id']}/style"
    response = client.post(url, data=npy(255 - gray[::2]), content_type=NPY)
    assert response.status_code == 201
    styled = response.json
    assert styled["id"] != first["id"]
    assert response.headers["Location"] == f"/v1/photos/{styled['id']}"
    assert set(styled) == set(first)
    for key in ("colorizer", "height", "width", "dtype", "grid", "classes"):
        assert styled[key] == first[key], key

    after = color(client, styled["id"])
    assert np.array_equal(color(client, first["id"]), before)
    assert np.abs(rgb2lab(after) - rgb2lab(before))[..., 1:].mean() > 0.05
    assert_same_lightness(before, gray)
    assert_same_lightness(after, gray)

    assert styled["working_size"] == first["working_size"] == 64
    own = client.post(url, data=npy(gray), content_type=NPY).json
    assert np.abs(color(client, own["id"]).astype(int) - before).max() <= 1


def test_a_style_keeps_the_working_size_of_the_photo(client):
    gray = boats()
    url = f"/v1/photos?colorizer={IIZUKA}&working_size=128"
    first = client.post(url, data=npy(gray), content_type=NPY).json
    url = f"/v1/photos/{first['id']}/style"
    own = client.post(url, data=npy(gray), content_type=NPY).json
    assert own["working_size"] == first["working_size"] == 128
    assert own["grid"] == first["grid"]
    assert np.abs(color(client, own["id"]).astype(int) - color(client, first["id"])).max() <= 1


def test_the_style_can_be_an_image_file(client):
    identity = create(client, boats())["id"]
    url = f"/v1/photos/{identity}/style"
    response = client.post(url, data=BOATS.read_bytes(), content_type="image/jpeg")
    assert response.status_code == 201
    assert any("gives the style: The photo was toned" in note for note in response.json["notes"])


def test_styles_of_a_photo_share_its_pixels_in_memory(client):
    gray = np.zeros((1000, 1000), np.uint8)
    identity = create(client, gray)["id"]
    for _ in range(3):
        client.post(f"/v1/photos/{identity}/style", data=npy(ramp()), content_type=NPY)
    memory = client.get("/v1/health").json["memory"]
    assert memory["photos"] == 4
    small = client_of(create_app(TOKEN, Inference("cpu"), Limits(photo_store_bytes=1_500_000)))
    identity = create(small, gray)["id"]
    small.post(f"/v1/photos/{identity}/style", data=npy(ramp()), content_type=NPY)
    assert small.get("/v1/health").json["memory"]["photos"] == 2


def test_styles_that_cannot_be(client):
    plain = create(client, boats(64), registry.DEFAULT)["id"]
    url = f"/v1/photos/{plain}/style"
    response = client.post(url, data=npy(ramp()), content_type=NPY)
    detail = problem(response, "no-style", 409)["detail"]
    assert IIZUKA in detail
    url = f"/v1/photos/{create(client, boats(64))['id']}/style"
    for kind, code in ((NPY, "bad-plane"), ("image/png", "bad-photo")):
        said = problem(client.post(url, data=b"x", content_type=kind), code, 400)["detail"]
        assert said.startswith("The photo that gives the style ")
    problem(client.post(url, data=b"x", content_type="text/html"), "unsupported-media-type", 415)
    not_finite = np.full((9, 9), np.nan, np.float32)
    problem(client.post(url, data=npy(not_finite), content_type=NPY), "bad-plane", 400)
    response = client.post("/v1/photos/nobody/style", data=npy(ramp()), content_type=NPY)
    problem(response, "photo-forgotten", 404)


def test_the_answer_says_what_the_photo_shows(client):
    classes = create(client, boats())["classes"]
    assert len(classes) == 5
    words = [label.replace("_", " ") for label in CLASSES]
    assert all(known["label"] in words for known in classes)
    shares = [known["probability"] for known in classes]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1
    assert "classes" not in create(client, boats(64), registry.DEFAULT)


def colorize(*arguments: object):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return save(tmp_path / "scan.png", boats())


def test_style_and_classes_on_the_command_line(tmp_path, scan):
    plain, styled = tmp_path / "plain.png", tmp_path / "styled.png"
    result = colorize(scan, "-o", plain, "--colorizer", IIZUKA)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == [str(plain)]
    line = r"scan\.png: looks like: [a-z ]+ \d+ %, [a-z ]+ \d+ %, [a-z ]+ \d+ %\n"
    assert re.search(line, result.stderr)

    other = save(tmp_path / "other.png", 255 - boats()[::2])
    result = colorize(scan, "-o", styled, "--colorizer", IIZUKA, "--style", other)
    assert result.exit_code == 0, result.stderr
    pictures = [np.asarray(Image.open(path)) for path in (plain, styled)]
    assert not np.array_equal(*pictures)
    for picture in pictures:
        assert_same_lightness(picture, np.asarray(Image.open(scan)))


def test_style_photos_that_are_no_good(tmp_path, scan):
    out = tmp_path / "out.png"
    result = colorize(scan, "-o", out, "--style", scan)
    assert result.exit_code == 1
    assert f"Choose a colorizer that can: {IIZUKA}" in result.stderr
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    result = colorize(scan, "-o", out, "--style", broken, "--colorizer", IIZUKA)
    assert result.exit_code == 1
    assert "broken.png is not a PNG" in result.stderr
    other = save(tmp_path / "other.png", boats())
    result = colorize(scan, "-o", other, "--style", other, "--colorizer", IIZUKA)
    assert result.exit_code == 1
    assert "is not replaced" in result.stderr
    assert not out.exists()
