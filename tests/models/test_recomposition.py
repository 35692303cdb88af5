# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from skimage import color

from models import recomposition
from models.color.gray import lightness, preview_plane
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction

VIVID = DecoderSettings(temperature=0.3, vividness=1.0, saturation=1.5)


def _lightness_error(picture: NDArray, gray: NDArray) -> NDArray:
    back = color.rgb2lab(picture / np.iinfo(picture.dtype).max)
    return np.abs(back[..., 0] - lightness(gray).numpy())


def test_the_photo_keeps_its_lightness_and_gets_colour(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    picture = recomposition.automatic(prediction, photo, VIVID).srgb()
    assert picture.shape == (*photo.shape, 3)
    assert picture.dtype == np.uint8
    error = _lightness_error(picture, photo)
    assert np.quantile(error, 0.999) <= 1.0
    lab = color.rgb2lab(picture)
    assert np.hypot(lab[..., 1], lab[..., 2]).mean() > 3.0


def test_16_bit_photos_give_16_bit_pictures(colorizer: Colorizer, photo: NDArray[np.uint8]) -> None:
    deep = photo.astype(np.uint16) * 256 + 77
    picture = recomposition.automatic(colorizer.predict(deep), deep, VIVID).srgb(np.uint16)
    assert picture.dtype == np.uint16
    assert len(np.unique(picture[..., 1])) > 1000
    assert np.quantile(_lightness_error(picture, deep), 0.999) <= 0.1


def test_saturation_zero_leaves_the_photo_gray(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    picture = recomposition.automatic(prediction, photo, DecoderSettings(0.5, 1.0, 0.0)).srgb()
    assert np.abs(picture.astype(int) - photo[..., None]).max() <= 1


def test_strips_of_any_height_make_the_same_picture(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    result = recomposition.automatic(prediction, photo, VIVID)
    thin = np.concatenate(list(result.srgb_strips(rows=7)))
    assert np.abs(thin.astype(int) - result.srgb()).max() <= 1
    assert sum(len(strip) for strip in result.ab_strips(rows=100)) == result.height


def test_ab_planes_are_those_of_the_picture(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    result = recomposition.automatic(prediction, photo, VIVID)
    ab = np.concatenate(list(result.ab_strips()))
    back = color.rgb2lab(result.srgb(np.uint16) / 65535)
    assert np.abs(back[..., 1:] - ab).max() < 0.7
    assert np.abs(back[..., 1:] - ab).mean() < 0.05


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2)])
def test_pictures_of_any_shape_come_back_in_that_shape(
    colorizer: Colorizer, shape: tuple[int, int]
) -> None:
    plane = np.full(shape, 0.4, np.float32)
    picture = recomposition.automatic(colorizer.predict(plane), plane, VIVID).srgb(np.uint16)
    assert picture.shape == (*shape, 3)


def test_a_preview_looks_like_the_reduced_picture(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    settings = DecoderSettings(0.6, 0.7)
    small = preview_plane(photo, 256)
    preview = recomposition.automatic(prediction, small, settings).srgb()
    full = recomposition.automatic(prediction, photo, settings).srgb()
    reduced = torch.nn.functional.interpolate(
        torch.from_numpy(full).permute(2, 0, 1)[None].float(),
        size=preview.shape[:2],
        mode="bilinear",
        antialias=True,
    )[0].permute(1, 2, 0)
    assert np.abs(reduced.numpy() - preview).mean() < 4.0
