# SPDX-License-Identifier: GPL-3.0-or-later
"""Trained weights that the authors of papers published, which a user may install."""

from __future__ import annotations

from dataclasses import dataclass

_AUTHORS = "https://colorizers.s3.us-east-2.amazonaws.com"
# A fork that publishes the same files, byte for byte.
_FORK = "https://github.com/clibdev/colorization/releases/latest/download"


@dataclass(frozen=True)
class AuthorsRelease:
    """One published file, and what its card will say."""

    name: str
    """Of the registered network that it fits."""
    title: str
    description: str
    paper: str
    licence: str
    data: str
    """What the authors trained on."""
    file_name: str
    addresses: tuple[str, ...]
    """The authors' own first, then mirrors."""
    sha256: str
    size: int
    """Bytes, rounded up; more is not fetched."""
    working_size: int
    temperature: float
    vividness: float


_RELEASES = (
    AuthorsRelease(
        name="zhang2016",
        title="Zhang 2016 (authors' weights)",
        description="Bold colours; the network of the paper with the weights of its authors.",
        paper="R. Zhang, P. Isola, A. A. Efros: Colorful Image Colorization, ECCV 2016",
        licence="BSD-2-Clause",
        data="ImageNet, 1.3 million photos",
        file_name="colorization_release_v2-9b330a0b.pth",
        addresses=(
            f"{_AUTHORS}/colorization_release_v2-9b330a0b.pth",
            f"{_FORK}/colorization-eccv-16.pth",
        ),
        sha256="9b330a0bae53f4ded77b1e23defbf78beaa09c10ebc4c4999e8e4f4a160b93f9",
        size=130_000_000,
        working_size=256,
        # The plain softmax of the released network, as the authors decode it.
        temperature=1.0,
        vividness=1.0,
    ),
    AuthorsRelease(
        name="zhang2017",
        title="Zhang 2017 (authors' weights)",
        description="Quiet colours from a regression; takes hints. With its authors' weights.",
        paper="R. Zhang et al.: Real-Time User-Guided Image Colorization with Learned Deep Priors, "
        "SIGGRAPH 2017",
        licence="BSD-2-Clause",
        data="ImageNet, 1.3 million photos, with simulated hints",
        file_name="siggraph17-df00044c.pth",
        addresses=(
            f"{_AUTHORS}/siggraph17-df00044c.pth",
            f"{_FORK}/colorization-siggraph-17.pth",
        ),
        sha256="df00044c0a4d7c3edcecf6f75437ce346a66e7a42612d9b968e1a7e17dbc6f66",
        size=140_000_000,
        working_size=256,
        temperature=0.38,
        vividness=0.0,
    ),
)

RELEASES = {release.name: release for release in _RELEASES}
"""By the name of the colorizer."""
