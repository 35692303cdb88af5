# SPDX-License-Identifier: GPL-3.0-or-later
"""Self-attention between the places of a photo: what is far apart can agree on a colour.

References
----------
.. [1] A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
.. [2] X. Chu et al., "Conditional Positional Encodings for Vision Transformers", ICLR 2023.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

_HEADS = 8


class SelfAttention(nn.Module):
    """Blocks of a transformer between two projections.

    The last projection begins with zeros: in a network that is trained already, nothing changes
    until the blocks have learnt something.

    Parameters
    ----------
    inputs, outputs : int
        Channels.
    blocks : int
        How many.
    width : int
        Channels in between, a multiple of 8.
    """

    def __init__(self, inputs: int, outputs: int, blocks: int, width: int = 256):
        super().__init__()
        self.project = nn.Conv2d(inputs, width, 1)
        self.blocks = nn.Sequential(*(_Block(width, 3 * width) for _ in range(blocks)))
        self.norm = nn.GroupNorm(1, width)
        self.answer = nn.Conv2d(width, outputs, 1)
        nn.init.zeros_(self.answer.weight)
        if self.answer.bias is not None:
            nn.init.zeros_(self.answer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Give what the places, knowing of one another, add.

        Parameters
        ----------
        x : Tensor
            (N, inputs, H, W).

        Returns
        -------
        Tensor
            (N, outputs, H, W).
        """
        answer: Tensor = self.answer(self.norm(self.blocks(self.project(x))))
        return answer


class _Block(nn.Module):
    """Where a place is, self-attention [1]_ and a perceptron, each added to what it gets."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        # A filter that sees the padding tells where the border is, at any size of the photo [2]_.
        self.position = nn.Conv2d(width, width, 3, padding=1, groups=width)
        nn.init.zeros_(self.position.weight)
        self.attention_norm = nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.mixed = nn.Linear(width, width)
        self.perceptron = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.position(x)
        count, width, height, across = x.shape
        places = x.flatten(2).transpose(1, 2)  # (N, H W, width)
        # PyTorch's own layer would hold all (H W)^2 weights in memory when it is not trained.
        projected = self.queries_keys_values(self.attention_norm(places))
        heads = projected.view(count, -1, 3, _HEADS, width // _HEADS).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(*heads.unbind())
        places = places + self.mixed(attended.transpose(1, 2).flatten(2))
        places = places + self.perceptron(places)
        return places.transpose(1, 2).reshape(count, width, height, across)
