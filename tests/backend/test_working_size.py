# SPDX-License-Identifier: GPL-3.0-or-later
"""How closely a network looks at a photo: over HTTP and on the command line."""

import numpy as np
import pytest
from click.testing import CliRunner
from clients import problem
from photo_samples import BOATS, from_npy, npy, save
from PIL import Image

from backend.cli import main
from models import registry

NPY = "application/x-npy"


def boats() -> np.ndarray:
    image = Image.open(BOATS).convert("L")
    image.thumbnail((240, 240))
    return np.asarray(image)


def post(client, query: str = ""):
    return client.post(f"/v1/photos{query}", data=npy(boats()), content_type=NPY)


def test_a_photo_says_at_which_size_it_was_looked_at(client):
    usual = post(client).json
    assert usual["working_size"] == registry.card(registry.DEFAULT).working_size
    asked = post(client, "?working_size=128").json
    assert asked["working_size"] == 128
    assert min(usual["grid"]) == 2.5 * min(asked["grid"]) == 80
    pictures = [
        from_npy(client.get(f"/v1/photos/{photo['id']}/color").data) for photo in (usual, asked)
    ]
    assert pictures[0].shape == pictures[1].shape == (*boats().shape, 3)
    assert not np.array_equal(*pictures)


@pytest.mark.parametrize("size", ["63", "1025", "-128", "large", "128.5", ""])
def test_sizes_that_make_no_sense(client, size):
    response = post(client, f"?working_size={size}")
    assert "working_size" in problem(response, "bad-parameter", 400)["detail"]
    assert client.get("/v1/health").json["memory"]["photos"] == 0


def test_the_command_line_takes_it(tmp_path):
    scan = save(tmp_path / "scan.png", boats())
    pictures = []
    for name, options in {"usual": [], "close": ["--working-size", "512"]}.items():
        result = CliRunner().invoke(
            main, [str(scan), "-o", str(tmp_path / f"{name}.png"), *options]
        )
        assert result.exit_code == 0, result.stderr
        pictures.append(np.asarray(Image.open(tmp_path / f"{name}.png")))
    assert not np.array_equal(*pictures)
    result = CliRunner().invoke(main, [str(scan), "-o", "x.png", "--working-size", "32"])
    assert result.exit_code == 2
    assert "64<=x<=1024" in result.stderr
