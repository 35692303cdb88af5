# SPDX-License-Identifier: GPL-3.0-or-later
"""Depthwise convolution whose training on a CPU takes no longer than it must."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional


def depthwise(x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
    """Filter every channel by a kernel of its own.

    Parameters
    ----------
    x : Tensor
        (N, C, H, W).
    weight : Tensor
        (C, 1, k, k).
    stride, padding : int
        Of the convolution.

    Returns
    -------
    Tensor
        (N, C, H', W'), as `torch.nn.functional.conv2d` computes it.
    """
    slow = weight.shape[-1] > 3 or stride > 1
    if slow and weight.requires_grad and x.dtype == torch.bfloat16 and x.device.type == "cpu":
        return _CpuTraining.apply(x, weight.bfloat16(), stride, padding)
    return functional.conv2d(x, weight, None, stride, padding, groups=len(weight))


class _CpuTraining(torch.autograd.Function):
    """Computes in float32 the gradients for which oneDNN has no quick kernel in bfloat16.

    That of the weights of 5 x 5 filters takes four to six times as long there, half the time of a
    training step of an EfficientNet; that of the input of a stride three to seventy times as long,
    a quarter of what then remains.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.geometry = ([stride] * 2, [padding] * 2, [1, 1], False, [0, 0], len(weight))
        return functional.conv2d(x, weight, None, stride, padding, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None]:
        x, weight = ctx.saved_tensors
        gradient = gradients[0].contiguous(memory_format=torch.channels_last)
        derive = torch.ops.aten.convolution_backward
        plain = (gradient.float(), x.float(), weight.float(), None, *ctx.geometry)
        if ctx.geometry[0][0] > 1:
            of_x, of_weight, _ = derive(*plain, [True, True, False])
        else:
            _, of_weight, _ = derive(*plain, [False, True, False])
            of_x, _, _ = derive(gradient, x, weight, None, *ctx.geometry, [True, False, False])
        return of_x.to(x.dtype), of_weight.to(weight.dtype), None, None
