# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network of distributions is asked for: targets, prior and loss."""

import numpy as np
import pytest
import torch

from models.color.bins import zhang_bins
from models.networks.compact import Compact
from models.training.objectives.objective import Batch, coarse_target
from models.training.objectives.rebalanced_cross_entropy import (
    RebalancedCrossEntropy,
    empirical_prior,
)


def test_the_loss_by_hand() -> None:
    bins = zhang_bins()
    network = Compact()
    network.bins.copy_(bins.centers)
    network.class_weights.fill_(2.0)
    gray = Batch(torch.zeros(1, 1, 4, 4), torch.zeros(1, 2, 4, 4), torch.tensor([-1]))
    objective = RebalancedCrossEntropy(neighbours=1)
    unsure = objective.loss(network, torch.zeros(1, 313, 1, 1), gray)
    assert float(unsure) == pytest.approx(2 * np.log(313), rel=1e-5)
    sure = torch.zeros(1, 313, 1, 1)
    sure[0, bins.nearest(torch.zeros(1, 2))] = 100.0
    assert float(objective.loss(network, sure, gray)) == pytest.approx(0.0, abs=1e-5)


def test_what_a_perfect_network_says_divided_by_the_weights_is_the_truth() -> None:
    network, generator = Compact(), torch.Generator().manual_seed(2)
    bins = zhang_bins()
    network.bins.copy_(bins.centers)
    network.class_weights.copy_(torch.rand(313, generator=generator) + 0.1)
    ab = 15 * torch.randn(1, 2, 40, 40, generator=generator)
    batch = Batch(torch.zeros(1, 1, 40, 40), ab, torch.tensor([-1]))
    logits = torch.zeros(1, 313, 1, 1, requires_grad=True)  # of a network that sees nothing
    optimizer = torch.optim.LBFGS([logits], max_iter=200)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = RebalancedCrossEntropy().loss(network, logits.expand(1, 313, 40, 40), batch)
        loss.backward()
        return loss

    optimizer.step(closure)
    honest = (logits.detach().flatten() - network.class_weights.log()).softmax(0)
    index, share = bins.soft_encode(ab.movedim(1, -1).reshape(-1, 2), 5, 5.0)
    truth = torch.zeros(313).index_add_(0, index.flatten(), share.flatten()) / 1600
    assert torch.allclose(honest, truth, atol=2e-3)


def test_target_and_prior_count_cells() -> None:
    ab = torch.zeros(1, 2, 4, 4)
    ab[:, :, :, 2:] = 40.0
    target = coarse_target(ab, 2)
    assert target[0, 0].tolist() == [[0.0, 40.0], [0.0, 40.0]]
    prior = empirical_prior(zhang_bins(), [target])
    assert sorted(prior.tolist())[-3:] == [0.0, 0.5, 0.5]
