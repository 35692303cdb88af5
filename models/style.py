# SPDX-License-Identifier: GPL-3.0-or-later
"""Which colorizers take the style of another photo.

References
----------
.. [1] S. Iizuka, E. Simo-Serra, H. Ishikawa, "Let there be Color!", SIGGRAPH 2016, section 4.5.
"""

from __future__ import annotations

from models.capabilities import Capability
from models.card import Card
from models.errors import StyleUnavailable
from models.networks.registration import NETWORKS


def check_style(card: Card) -> None:
    """Make sure that a colorizer takes the style of another photo.

    Raises
    ------
    StyleUnavailable
        If it does not; the sentence names those that do.
    """
    if Capability.STYLE in card.capabilities:
        return
    able = sorted(
        name for name, network in NETWORKS.items() if Capability.STYLE in network.capabilities
    )
    raise StyleUnavailable(
        f"{card.title} cannot take the style of another photo. Choose a colorizer that can: "
        f"{', '.join(able)}."
    )
