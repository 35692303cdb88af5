# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import torch
from skimage import color

from models.color.gamut import chroma_in_gamut, displayable_share, fit_chroma
from models.color.lab import linear_from_lab, srgb_from_linear


def _random_lab(count: int) -> torch.Tensor:
    rng = np.random.default_rng(7)
    lab = rng.uniform([0, -90, -100], [100, 100, 100], (count, 3)).astype(np.float32)
    return torch.from_numpy(lab.T[:, None].copy())


def test_lightness_and_hue_survive_where_clipping_would_change_them() -> None:
    lab = _random_lab(20_000)
    rgb = srgb_from_linear(fit_chroma(lab))[:, 0].T.double().numpy()
    assert rgb.min() >= 0.0
    assert rgb.max() <= 1.0
    back = color.rgb2lab(rgb[None])[0]
    assert np.abs(back[:, 0] - lab[0, 0].numpy()).max() < 0.3
    strong = np.hypot(back[:, 1], back[:, 2]) > 10.0
    asked = np.arctan2(lab[2, 0].numpy(), lab[1, 0].numpy())
    turned = np.arctan2(back[:, 2], back[:, 1]) - asked
    assert np.abs(np.angle(np.exp(1j * turned[strong]))).max() < 0.05


def test_no_more_chroma_is_taken_than_the_gamut_asks() -> None:
    lab = _random_lab(20_000)
    fitted = chroma_in_gamut(lab)
    chroma = fitted[1:].norm(dim=0)
    reduced = (chroma < 0.99 * lab[1:].norm(dim=0)) & (chroma > 5.0)
    assert reduced.float().mean() > 0.3
    stronger = linear_from_lab(fitted * torch.tensor([1.0, 1.02, 1.02]).view(3, 1, 1))
    beyond = ((stronger < -1e-5) | (stronger > 1.0 + 1e-5)).any(0)
    assert beyond[reduced].all()


def test_colours_in_gamut_are_untouched() -> None:
    rng = np.random.default_rng(8)
    rgb = rng.uniform(0.01, 0.99, (1, 5000, 3))
    lab = torch.from_numpy(color.rgb2lab(rgb)).movedim(-1, 0).float()
    assert torch.allclose(chroma_in_gamut(lab), lab)
    again = srgb_from_linear(fit_chroma(lab)).movedim(0, -1).numpy()
    assert np.abs(again - rgb).max() < 1e-3


def test_black_and_white_take_no_colour() -> None:
    lab = torch.tensor([[[0.0, 100.0]], [[60.0, 60.0]], [[-40.0, 50.0]]])
    rgb = srgb_from_linear(fit_chroma(lab))
    assert rgb[:, 0, 0].max() < 0.01
    assert rgb[:, 0, 1].min() > 0.98


def test_the_share_of_chroma_that_can_be_shown_falls_towards_black_and_white() -> None:
    blue, olive = [20.0, -60.0], [-10.0, 60.0]
    share = displayable_share(torch.tensor([blue, olive]), torch.tensor([0.0, 40.0, 80.0, 100.0]))
    assert share.shape == (4, 2)
    assert share[[0, 3]].max() < 0.02
    assert share[1, 0] == share[2, 1] == 1.0  # blues are dark, yellows bright
    assert 0.3 < share[1, 1] < 0.9
    assert 0.3 < share[2, 0] < 0.9
