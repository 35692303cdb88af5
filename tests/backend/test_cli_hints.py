# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize photo --hints``, and hints through a network that takes them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from click.testing import CliRunner, Result
from clients import TOKEN, client_of
from photo_samples import BOATS, from_npy, npy, save
from PIL import Image
from skimage.color import rgb2lab

from backend.application import create_app
from backend.cli import main
from backend.inference import Inference
from backend.photo_files.hints_reading import read_hints
from models import registry
from models.colorizer import Colorizer
from models.device import choose_device
from models.errors import BadHints, HintsUnavailable
from models.networks.zhang2017 import Zhang2017

NPY = "application/x-npy"
BLUE = (40, 90, 170)


def colorize(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["photo", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.png"
    Image.open(BOATS).convert("L").resize((200, 160)).save(path)
    return path


def strokes(height: int = 160, width: int = 200) -> np.ndarray:
    plane = np.zeros((height, width, 4), np.uint8)
    plane[height // 10 : height // 7, width // 4 : width // 2] = (*BLUE, 255)
    return plane


@pytest.mark.parametrize("kind", ["png", "tif", "webp"])
def test_the_colours_of_the_strokes_are_in_the_picture(tmp_path: Path, scan: Path, kind: str):
    hints = save(tmp_path / f"strokes.{kind}", strokes())
    before, after = tmp_path / "before.png", tmp_path / "after.png"
    assert colorize(scan, "-o", before, "--saturation", 0.5).exit_code == 0
    result = colorize(scan, "-o", after, "--saturation", 0.5, "--hints", hints)
    assert result.exit_code == 0, result.stderr
    plain, hinted = (rgb2lab(np.asarray(Image.open(path))) for path in (before, after))
    assert np.median((hinted - plain)[16:22, 55:95, 2]) < -4
    assert np.abs((hinted - plain)[-50:]).max() < 0.01
    assert np.quantile(np.abs((hinted - plain)[..., 0]), 0.99) < 1


def test_says_what_is_wrong_with_the_strokes(tmp_path: Path, scan: Path):
    def said(name: str, pixels: np.ndarray) -> str:
        result = colorize(
            scan, "-o", tmp_path / "out.png", "--hints", save(tmp_path / name, pixels)
        )
        assert result.exit_code == 1
        assert not (tmp_path / "out.png").exists()
        return result.stderr

    assert "paint some strokes first" in said("empty.png", np.zeros((160, 200, 4), np.uint8))
    assert "no transparency" in said("opaque.png", strokes()[..., :3].copy())
    assert "proportions" in said("small.png", strokes(160, 160))
    (tmp_path / "broken.png").write_bytes(b"strokes")
    result = colorize(scan, "-o", tmp_path / "out.png", "--hints", tmp_path / "broken.png")
    assert "broken.png is not a PNG" in result.stderr
    hints = save(tmp_path / "strokes.png", strokes())
    several = colorize(scan, scan, "-o", tmp_path / "out/", "--hints", hints)
    assert several.exit_code == 2
    assert "single photo" in several.stderr
    both = colorize(scan, "-o", tmp_path / "out.png", "--hints", hints, "--alternatives", 2)
    assert both.exit_code == 1
    assert "would be without the hints" in both.stderr
    assert not (tmp_path / "out.png").exists()
    own = colorize(scan, "-o", hints, "--hints", hints)
    assert "is not replaced" in own.stderr


@pytest.mark.parametrize("kinds", [["unassalpha", "unspecified"], ["unspecified", "unassalpha"]])
@pytest.mark.parametrize("colors", [1, 3])
def test_channels_that_are_not_transparency_are_left_out(tmp_path: Path, kinds: list, colors: int):
    given = strokes()
    alpha = given[..., 3]
    other = {"unassalpha": alpha, "unspecified": 255 - alpha}
    channels = np.stack(
        [*given[..., :colors].transpose(2, 0, 1), *(other[kind] for kind in kinds)], -1
    )
    file = tmp_path / "strokes.tif"
    kind = "rgb" if colors == 3 else "minisblack"
    tifffile.imwrite(file, channels, photometric=kind, extrasamples=kinds, planarconfig="contig")
    read_back = read_hints(file.read_bytes(), file.name, 10**6)
    assert np.array_equal(read_back[..., 3], alpha)
    assert np.array_equal(read_back[..., 0], given[..., 0])


def test_gray_strokes_and_16_bits_are_read(tmp_path: Path):
    gray = np.zeros((20, 30, 2), np.uint8)
    gray[5:9] = (128, 255)
    plane = read_hints(save(tmp_path / "gray.png", gray).read_bytes(), "gray.png", 10_000)
    assert plane.shape == (20, 30, 4)
    assert plane[6, 3].tolist() == [128, 128, 128, 255]
    deep = strokes(20, 30).astype(np.uint16) * 257
    plane = read_hints(save(tmp_path / "deep.tif", deep).read_bytes(), "deep.tif", 10_000)
    assert plane.dtype == np.uint16
    assert np.array_equal(plane, deep)
    with pytest.raises(BadHints, match="transparency"):
        read_hints(save(tmp_path / "rgb.png", gray[..., :1].repeat(3, 2)).read_bytes(), "x", 10_000)


@pytest.fixture
def interactive(home: Path) -> Colorizer:
    """`zhang2017` with random weights; its card is installed."""
    torch.manual_seed(4)
    network = Zhang2017().eval()
    card = replace(
        registry.card(registry.DEFAULT),
        name="zhang2017",
        title="Random Zhang",
        capabilities=tuple(sorted(network.capabilities)),
        architecture={},
        working_size=64,
    )
    folder = home / "colorizers"
    folder.mkdir(parents=True)
    card.write(folder / "zhang2017.json")
    return Colorizer(card, network, choose_device("cpu"))


def test_a_network_that_takes_hints_spreads_them_itself(interactive: Colorizer):
    inference = Inference("cpu")
    inference.load(registry.DEFAULT)
    inference._colorizers["zhang2017", "cpu"] = interactive
    looks = []
    predict = interactive.predict

    def counted(*arguments, **named):
        looks.append(arguments)
        return predict(*arguments, **named)

    interactive.predict = counted  # type: ignore[method-assign]
    client = client_of(create_app(TOKEN, inference))
    gray = np.asarray(Image.open(BOATS).convert("L").resize((100, 80)))
    made = client.post("/v1/photos?colorizer=zhang2017", data=npy(gray), content_type=NPY).json
    where = f"/v1/photos/{made['id']}"
    plain = from_npy(client.get(f"{where}/color").data)
    answers = [
        from_npy(client.post(f"{where}/hints?saturation={value}", data=npy(strokes(80, 100))).data)
        for value in (1, 1, 0)
    ]
    assert len(looks) == 2  # the photo, and once for the same strokes
    assert np.array_equal(answers[0], answers[1])
    assert not np.array_equal(answers[0], plain)
    assert np.abs(rgb2lab(answers[2])[..., 1:]).max() < 1.5


def test_other_networks_take_no_hints_by_themselves(inference: Inference):
    colorizer = inference.load(registry.DEFAULT)
    with pytest.raises(HintsUnavailable, match="hints"):
        colorizer.predict(np.zeros((80, 100), np.uint8), hints=strokes(80, 100))
