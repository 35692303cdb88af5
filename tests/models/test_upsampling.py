# SPDX-License-Identifier: GPL-3.0-or-later
import torch

from models.color.upsampling import GuidedUpsampling, enlarged_rows


def test_constant_colours_stay_constant() -> None:
    generator = torch.Generator().manual_seed(1)
    guide = torch.rand(60, 80, generator=generator) * 100.0
    coarse = torch.tensor([12.0, -7.0]).view(2, 1, 1).expand(2, 6, 8)
    upsampled = GuidedUpsampling(coarse, guide).rows(guide, 0, 60)
    assert torch.allclose(upsampled, torch.tensor([12.0, -7.0]).view(2, 1, 1), atol=1e-3)


def test_the_edge_of_the_colour_moves_to_the_edge_of_the_lightness() -> None:
    guide = torch.full((128, 128), 20.0)
    guide[:, 61:] = 80.0  # not at a border of the coarse cells, which are 16 wide
    coarse = torch.zeros(1, 8, 8)
    coarse[:, :, 4:] = 40.0
    plane = GuidedUpsampling(coarse, guide).rows(guide, 0, 128)[0]
    assert (plane[:, 61] - plane[:, 60]).min() > 25.0
    smooth = torch.nn.functional.interpolate(coarse[None], (128, 128), mode="bilinear")[0, 0]
    assert (smooth[:, 61] - smooth[:, 60]).max() < 3.0


def test_strips_are_pieces_of_the_whole() -> None:
    generator = torch.Generator().manual_seed(2)
    light = torch.rand(101, 67, generator=generator) * 100.0
    coarse = torch.randn(2, 7, 5, generator=generator) * 30.0
    upsampling = GuidedUpsampling(coarse, light[::2, ::2].contiguous())
    whole = upsampling.rows(light, 0, 101)
    strips = [upsampling.rows(light[top : top + 16], top, 101) for top in range(0, 101, 16)]
    assert torch.allclose(torch.cat(strips, dim=1), whole, atol=1e-4)


def test_enlarged_rows_are_those_of_a_bilinear_enlargement_of_the_whole() -> None:
    planes = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(3)) * 30.0
    whole = torch.nn.functional.interpolate(planes[None], (101, 67), mode="bilinear")[0]
    for top in range(0, 101, 16):
        count = min(16, 101 - top)
        rows = enlarged_rows(planes, top, count, 101, 67)
        assert torch.allclose(rows, whole[:, top : top + count], atol=1e-3)
