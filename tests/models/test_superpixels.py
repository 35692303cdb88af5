# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
import torch
from torch import Tensor

from models.regions.superpixels import Superpixels


def two_halves(height: int, width: int) -> Tensor:
    light = torch.full((height, width), 20.0)
    light[:, width // 2 :] = 80.0
    return light


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (8, 8), (80, 104), (80, 320)])
def test_pieces_cover_every_photo_and_none_is_empty(shape: tuple[int, int]) -> None:
    for light in (torch.full(shape, 50.0), torch.zeros(shape), two_halves(*shape)):
        pieces = Superpixels(light)
        assert pieces.cells.sum() == light.numel()
        assert pieces.cells.min() > 0
        assert len(pieces.cells) <= 600


def test_a_real_size_of_photo_has_some_three_hundred_of_one_lightness_each() -> None:
    light = two_halves(80, 104)
    pieces = Superpixels(light)
    assert 150 <= len(pieces.cells) <= 450
    back = pieces.planes(pieces.mean(light[None]))[0]
    assert torch.allclose(back, light, atol=0.1)


def test_the_mean_of_all_stays() -> None:
    values = torch.rand(3, 40, 60, generator=torch.Generator().manual_seed(2))
    pieces = Superpixels(100.0 * torch.rand(40, 60, generator=torch.Generator().manual_seed(1)))
    back = pieces.planes(pieces.mean(values))
    assert back.shape == values.shape
    assert torch.allclose(back.mean((1, 2)), values.mean((1, 2)), atol=1e-5)


def test_neighbours_touch_or_have_one_cell_between_them() -> None:
    pieces = Superpixels(two_halves(80, 104))
    rows, columns = (
        pieces.mean(torch.arange(length, dtype=torch.float32).view(view).expand(1, 80, 104))[:, 0]
        for length, view in ((80, (1, -1, 1)), (104, (1, 1, -1)))
    )
    beside = torch.from_numpy(pieces.neighbours())
    centres = torch.stack((rows, columns), dim=1)
    apart = torch.cdist(centres, centres)
    size = pieces.cells.double().sqrt().mean()
    assert (beside == beside.T).all()
    assert apart[beside].max() < 4.0 * size  # some pieces are long
    assert beside[(apart > 0) & (apart < 0.9 * size)].all()
    assert 4.0 < beside.double().sum(1).mean() < 14.0


def test_what_is_across_one_cell_is_beside() -> None:
    light = torch.full((40, 41), 20.0)
    light[:, 20] = 90.0
    pieces = Superpixels(light)
    bright = pieces.mean(light[None])[:, 0] > 60.0
    left = pieces.mean((torch.arange(41.0) < 20).float().expand(1, 40, 41))[:, 0] > 0.9
    right = pieces.mean((torch.arange(41.0) > 20).float().expand(1, 40, 41))[:, 0] > 0.9
    assert bright.any()
    assert pieces.neighbours()[left][:, right].any()
