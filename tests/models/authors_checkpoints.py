# SPDX-License-Identifier: GPL-3.0-or-later
"""Random tensors with the names and shapes of the files that the papers' authors published."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from models.color.bins import zhang_bins

# As the authors' own programs define the layers: name, output channels, input channels, kernel; a
# T marks a transposed convolution. BatchNorm: name, channels.
_ENCODER = """
    model1.2 64 64 3
    model2.0 128 64 3   model2.2 128 128 3
    model3.0 256 128 3  model3.2 256 256 3  model3.4 256 256 3
    model4.0 512 256 3  model4.2 512 512 3  model4.4 512 512 3
    model5.0 512 512 3  model5.2 512 512 3  model5.4 512 512 3
    model6.0 512 512 3  model6.2 512 512 3  model6.4 512 512 3
    model7.0 512 512 3  model7.2 512 512 3  model7.4 512 512 3
    """
_CONVOLUTIONS = {
    "zhang2016": f"""
        model1.0 64 1 3 {_ENCODER}
        model8.0T 256 512 4  model8.2 256 256 3  model8.4 256 256 3  model8.6 313 256 1
        """,
    "zhang2017": f"""
        model1.0 64 4 3 {_ENCODER}
        model8up.0T 256 512 4   model3short8.0 256 256 3  model8.1 256 256 3  model8.3 256 256 3
        model9up.0T 128 256 4   model2short9.0 128 128 3  model9.1 128 128 3
        model10up.0T 128 128 4  model1short10.0 128 64 3  model10.1 128 128 3
        model_class.0 529 256 1  model_out.0 2 128 1
        """,
}
_ENCODER_NORMS = (
    "model1.4 64 model2.4 128 model3.6 256 model4.6 512 model5.6 512 model6.6 512 model7.6 512"
)
_NORMS = {
    "zhang2016": _ENCODER_NORMS,
    "zhang2017": f"{_ENCODER_NORMS} model8.5 256 model9.3 128",
}


@cache
def authors_checkpoint(name: str) -> dict[str, Tensor]:
    """Give the tensors of one of the two releases."""
    generator = torch.Generator().manual_seed(8)
    state = {}
    words = iter(_CONVOLUTIONS[name].split())
    for key, *numbers in zip(words, words, words, words, strict=True):
        outputs, inputs, side = map(int, numbers)
        transposed = key.endswith("T")
        shape = (inputs, outputs) if transposed else (outputs, inputs)
        reach = (6 / (inputs * side * side)) ** 0.5  # so that the signal stays as strong
        weight = torch.empty(*shape, side, side).uniform_(-reach, reach, generator=generator)
        state[key.removesuffix("T") + ".weight"] = weight
        state[key.removesuffix("T") + ".bias"] = torch.zeros(outputs)
    words = iter(_NORMS[name].split())
    for key, channels in zip(words, words, strict=True):
        state[f"{key}.weight"] = torch.ones(int(channels))
        state[f"{key}.bias"] = torch.zeros(int(channels))
        state[f"{key}.running_mean"] = torch.rand(int(channels), generator=generator)
        state[f"{key}.running_var"] = torch.rand(int(channels), generator=generator) + 0.5
        state[f"{key}.num_batches_tracked"] = torch.tensor(1)
    if name == "zhang2016":  # from probabilities to ab / 110
        state["model_out.weight"] = (zhang_bins().centers.T / 110)[:, :, None, None].clone()
    return state


def zhang2016_logits(state: dict[str, Tensor], lightness: Tensor) -> Tensor:
    """Compute what the authors' program computes of a lightness (H, W): (313, H / 4, W / 4)."""
    x = (lightness[None, None] - 50.0) / 100.0
    for block in "12345678":
        places = [key.rsplit(".", 1)[0] for key in state if key.startswith(f"model{block}.")]
        convolutions = [p for p in dict.fromkeys(places) if state[f"{p}.weight"].ndim == 4]
        for place in convolutions:
            weight, bias = state[f"{place}.weight"], state[f"{place}.bias"]
            if place == "model8.0":
                x = functional.conv_transpose2d(x, weight, bias, stride=2, padding=1)
            elif place == "model8.6":
                return functional.conv2d(x, weight, bias)[0]
            else:
                stride = 2 if place in ("model1.2", "model2.2", "model3.4") else 1
                reach = 2 if block in "56" else 1
                x = functional.conv2d(x, weight, bias, stride, padding=reach, dilation=reach)
            x = x.relu()
        norm = next(p for p in places if f"{p}.running_var" in state)
        mean, variance = state[f"{norm}.running_mean"], state[f"{norm}.running_var"]
        x = functional.batch_norm(x, mean, variance, state[f"{norm}.weight"], state[f"{norm}.bias"])
    raise AssertionError("model8.6 is missing")
