# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures and a picture grid on validation photos while a training runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from models.color.lab import lab_from_srgb, srgb_from_lab
from models.decoding import DecoderSettings
from models.device import mixed_precision
from models.evaluation.auc import AreaUnderCurve
from models.evaluation.colourfulness import colourfulness
from models.networks.network import ColorizerNetwork
from models.photos import ColorPhoto, readable

_PICTURES = 12
_TILE = 160
_PLAIN = DecoderSettings(1.0, 1.0)


@dataclass(frozen=True)
class ValidationFigures:
    """What one pass over the validation photos gave, at T = 1."""

    raw: float
    rebalanced: float
    gray_raw: float
    gray_rebalanced: float
    colourfulness: float
    true_colourfulness: float

    def __str__(self) -> str:
        return (
            f"AuC raw {self.raw:.2f} (gray {self.gray_raw:.2f}), "
            f"rebalanced {self.rebalanced:.2f} (gray {self.gray_rebalanced:.2f}), "
            f"colourfulness {self.colourfulness:.1f} (originals {self.true_colourfulness:.1f})"
        )


@torch.inference_mode()
def validate(
    network: ColorizerNetwork, photos: Sequence[ColorPhoto], device: torch.device, picture: Path
) -> ValidationFigures:
    """Colour validation photos at T = 1 and their own size; tiny ones are enlarged.

    Parameters
    ----------
    network : ColorizerNetwork
        On `device`, ready to be asked and not to learn.
    photos : sequence of ColorPhoto
        Those that cannot be read are left out.
    device : torch.device
        Where it computes.
    picture : Path
        Where a grid of gray, coloured and original photos is written.

    Returns
    -------
    ValidationFigures
    """
    ours, gray = AreaUnderCurve(), AreaUnderCurve()
    colours: list[tuple[float, float]] = []
    tiles: list[Tensor] = []
    for _, photo in readable(photos):
        pixels = torch.from_numpy(np.array(_enlarged(photo, network.multiple))).permute(2, 0, 1)
        # Whole multiples, so that no resizing stands between network and truth.
        height, width = (side // network.multiple * network.multiple for side in pixels.shape[1:])
        pixels = pixels[:, :height, :width]
        rgb = pixels.float() / 255.0
        lab = lab_from_srgb(rgb)
        with mixed_precision(device):
            output = network(lab[None, :1].to(device))
        coarse = network.prediction(output, lab[0], "cpu").decode(_PLAIN)
        ab = functional.interpolate(coarse[None], size=lab.shape[1:], mode="bilinear")[0]
        ours.add(ab, lab[1:])
        gray.add(torch.zeros_like(ab), lab[1:])
        coloured = srgb_from_lab(torch.cat((lab[:1], ab)))
        colours.append((colourfulness(coloured), colourfulness(rgb)))
        if len(tiles) < _PICTURES:
            column = torch.cat(
                (srgb_from_lab(lab * torch.tensor([1.0, 0, 0])[:, None, None]), coloured, rgb),
                dim=1,
            )
            tiles.append(functional.interpolate(column[None], size=(3 * _TILE, _TILE))[0])
    picture.parent.mkdir(parents=True, exist_ok=True)
    grid = (torch.cat(tiles, dim=2) * 255.0).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(grid).save(picture)
    means = np.mean(colours, axis=0)
    return ValidationFigures(
        ours.raw, ours.rebalanced, gray.raw, gray.rebalanced, float(means[0]), float(means[1])
    )


def _enlarged(photo: Image.Image, least: int) -> Image.Image:
    """Scale a photo up to a short side of `least` pixels; larger ones stay as they are."""
    short = min(photo.size)
    if short >= least:
        return photo
    width, height = (round(side * least / short) for side in photo.size)
    return photo.resize((width, height), Image.Resampling.BICUBIC)
