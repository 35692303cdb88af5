# SPDX-License-Identifier: GPL-3.0-or-later
"""The contrast of faded photos, brought back for the network's eyes alone.

Old paper has yellowed and old silver has gone: all tones of such a print lie close together, and a
network that was trained on fresh photos takes them for haze and sky. The photo itself stays as it
is: only what the network looks at is spread. Where black is black nothing has faded: what is dark
there is night or shade, and stays so.
"""

from __future__ import annotations

import torch
from torch import Tensor

_TAIL = 0.006  # share of the pixels at either end that do not count, as for automatic levels
_BLACK, _GRAY = 5.0, 15.0  # L of the darkest tones: up to the first nothing has faded
_WIDE = 70.0  # a photo whose tones span this much of L is left as it is
_NARROW = 45.0  # below this the span is brought to all of _FULL
_FULL = 90.0
_MOST = 2.5  # no tones are drawn further apart: what is left then is grain


def seen_lightness(lightness: Tensor) -> Tensor:
    """Give a photo's lightness as the network is to see it.

    Parameters
    ----------
    lightness : Tensor
        (H, W) CIE L, 0..100.

    Returns
    -------
    Tensor
        (H, W), 0..100: the same where the tones span 70 or more or begin at black, else spread,
        the more the closer they lie.
    """
    tails = torch.tensor((_TAIL, 1.0 - _TAIL), device=lightness.device)
    dark, light = lightness.flatten().quantile(tails).tolist()
    span = light - dark
    narrow = min(1.0, (_WIDE - span) / (_WIDE - _NARROW))
    grayed = min(1.0, (dark - _BLACK) / (_GRAY - _BLACK))
    if narrow <= 0.0 or grayed <= 0.0 or span <= 0.0:
        return lightness
    gain = min(_MOST, (_FULL / span) ** (narrow * grayed))
    # What room is left goes beneath and above in the proportion of before.
    base = dark * (100.0 - gain * span) / (100.0 - span)
    return (base + gain * (lightness - dark)).clamp(0.0, 100.0)
