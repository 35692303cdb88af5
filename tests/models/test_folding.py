# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Any

import pytest
import torch
from torch import nn

from models import registry
from models.device import choose_device
from models.networks.compact import Compact
from models.networks.folding import fold_batch_norm
from models.networks.iizuka2016 import Iizuka2016
from models.networks.network import ColorizerNetwork

_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def _trained(network: ColorizerNetwork) -> ColorizerNetwork:
    """Give every batch normalization something to do."""
    torch.manual_seed(4)
    for module in network.modules():
        if isinstance(module, _NORMS):
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
            if module.affine:
                nn.init.uniform_(module.weight, 0.5, 2.0)
                nn.init.uniform_(module.bias, -0.5, 0.5)
    return network.eval()


def assert_folding_keeps_the_answer(network: ColorizerNetwork, side: int) -> None:
    lightness = torch.rand(1, 1, side, 2 * side) * 100
    with torch.inference_mode():
        before = network(lightness)
        fold_batch_norm(network)
        after = network(lightness)
    for old, new in zip(_parts(before), _parts(after), strict=True):
        assert torch.allclose(new, old, atol=1e-3 * float(old.abs().max()))


def _norms(network: nn.Module) -> int:
    return sum(isinstance(module, _NORMS) for module in network.modules())


@pytest.mark.parametrize("name", registry.networks())
def test_folding_leaves_the_answer_of_every_network_as_it_is(name: str) -> None:
    network = _trained(registry.network(name)())
    assert_folding_keeps_the_answer(network, 2 * network.multiple)


@pytest.mark.parametrize(
    "network", [Iizuka2016(0.05, ["a", "b"]), Compact(width=8)], ids=["iizuka2016", "compact"]
)
def test_a_folded_network_computes_the_same_with_fewer_modules(network: ColorizerNetwork) -> None:
    modules, norms = len(list(network.modules())), _norms(network)
    assert_folding_keeps_the_answer(_trained(network), 64)
    assert _norms(network) < norms
    assert len(list(network.modules())) < modules


def test_layers_that_are_not_plain_convolutions_stay_as_they_are() -> None:
    class Doubling(nn.Conv2d):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(x)

    sequence = nn.Sequential(Doubling(1, 2, 1), nn.BatchNorm2d(2), nn.ReLU(), nn.BatchNorm2d(2))
    fold_batch_norm(sequence)
    assert len(sequence) == 4
    assert not sequence.training


def test_a_colorizer_is_folded_when_it_is_loaded() -> None:
    loaded = registry.load(registry.DEFAULT, choose_device("cpu"))
    fresh = registry.network(registry.DEFAULT)(**loaded.card.architecture)
    assert _norms(loaded._network) < _norms(fresh)


def _parts(output: Any) -> tuple[torch.Tensor, ...]:
    return (output,) if isinstance(output, torch.Tensor) else tuple(output)
