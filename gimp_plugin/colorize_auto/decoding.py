# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder's parameters, by which what the network said of a photo becomes one picture."""

from __future__ import annotations

DECODER = ("temperature", "vividness", "saturation")
"""Their names, as those of the backend's parameters and of the procedures' arguments."""


class Decoding:
    """What has a value of each of the decoder's parameters."""

    temperature: float
    vividness: float
    saturation: float

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters of one picture, as the backend names them."""
        return {name: getattr(self, name) for name in DECODER}
