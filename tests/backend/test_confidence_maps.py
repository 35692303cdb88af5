# SPDX-License-Identifier: GPL-3.0-or-later
"""Confidence maps over HTTP and from the command line."""

import io

import numpy as np
import pytest
from click.testing import CliRunner
from clients import TOKEN, client_of, problem
from colorizer_samples import IIZUKA, install_iizuka
from photo_samples import BOATS, from_npy, npy
from PIL import Image

from backend.application import create_app
from backend.cli import main

NPY = "application/x-npy"


def boats() -> np.ndarray:
    image = Image.open(BOATS).convert("L")
    image.thumbnail((320, 320))
    return np.asarray(image)


def address(client, query: str = "") -> str:
    response = client.post(f"/v1/photos{query}", data=npy(boats()), content_type=NPY)
    return f"{response.headers['Location']}/confidence"


@pytest.fixture(scope="module")
def shared(inference):
    client = client_of(create_app(TOKEN, inference))
    return client, address(client)


@pytest.mark.parametrize("measure", ["top", "ratio"])
def test_a_plane_and_a_picture(shared, measure):
    client, url = shared
    response = client.get(f"{url}?measure={measure}")
    assert response.content_type == NPY
    assert response.content_length == len(response.data)
    plane = from_npy(response.data)
    assert plane.dtype == np.float32
    assert plane.shape == boats().shape
    assert 0 <= plane.min() < plane.max() <= 1
    response = client.get(f"{url}?measure={measure}", headers={"Accept": "image/png"})
    assert response.content_type == "image/png"
    picture = Image.open(io.BytesIO(response.data))
    assert picture.mode == "L"
    assert np.abs(np.asarray(picture) / 255 - plane).max() <= 0.5 / 255 + 1e-6


def test_top_is_what_is_given_without_a_measure(shared):
    client, url = shared
    assert client.get(url).data == client.get(f"{url}?measure=top").data
    assert client.get(url).data != client.get(f"{url}?measure=ratio").data


def test_a_preview(shared):
    client, url = shared
    small = from_npy(client.get(f"{url}?size=64").data)
    assert max(small.shape) == 64
    whole = from_npy(client.get(url).data)
    assert abs(float(small.mean()) - float(whole.mean())) < 0.05
    assert from_npy(client.get(f"{url}?size=1").data).shape == (1, 1)


@pytest.mark.parametrize("query", ["measure=entropy", "measure=", "size=0", "size=big"])
def test_what_makes_no_sense(shared, query):
    client, url = shared
    assert (
        query.split("=")[0] in problem(client.get(f"{url}?{query}"), "bad-parameter", 400)["detail"]
    )


def test_a_photo_that_is_not_there(shared):
    client, _ = shared
    problem(client.get("/v1/photos/nothing/confidence"), "photo-forgotten", 404)


def test_a_colorizer_without_a_distribution(client, home):
    install_iizuka(home / "colorizers")
    response = client.get(address(client, f"?colorizer={IIZUKA}"))
    assert "how sure" in problem(response, "no-distribution", 409)["detail"]


def test_the_command_line_writes_it_beside_the_result(tmp_path):
    scan = tmp_path / "scan.png"
    Image.fromarray(boats()).save(scan)
    arguments = [str(scan), "-o", str(tmp_path / "out.jpg"), "--confidence"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == [str(tmp_path / n) for n in ("out-confidence.png", "out.jpg")]
    picture = Image.open(tmp_path / "out-confidence.png")
    assert (picture.mode, picture.size) == ("L", boats().shape[::-1])
    top = np.asarray(picture)
    assert top.std() > 5
    result = CliRunner().invoke(main, [*arguments, "--confidence-measure", "ratio"])
    assert result.exit_code == 0, result.stderr
    assert not np.array_equal(np.asarray(Image.open(tmp_path / "out-confidence.png")), top)


def test_the_command_line_says_when_there_is_none(tmp_path, home):
    install_iizuka(home / "colorizers")
    scan = tmp_path / "scan.png"
    Image.fromarray(boats()).save(scan)
    arguments = [str(scan), "-o", str(tmp_path / "out.png"), "--confidence", "--colorizer", IIZUKA]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "Tiny Iizuka predicts a single colour" in result.stderr
    assert [path.name for path in tmp_path.glob("*.png")] == ["scan.png"]


def test_a_photo_is_never_replaced_by_a_confidence_map(tmp_path):
    for name in ("scan.png", "scan-confidence.png"):
        Image.fromarray(boats()).save(tmp_path / name)
    before = (tmp_path / "scan-confidence.png").read_bytes()
    arguments = [str(tmp_path), "-o", str(tmp_path), "--format", "jpg", "--confidence"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "is not replaced" in result.stderr
    assert (tmp_path / "scan-confidence.png").read_bytes() == before
