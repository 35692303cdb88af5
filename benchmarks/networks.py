# SPDX-License-Identifier: GPL-3.0-or-later
"""How quick each network is beside the full ECCV16 network: ``python benchmarks/networks.py``.

One forward pass over a photo of 256 x 256 pixels in float32 on the CPU, all networks in one run,
taking turns so that a busy machine slows all of them alike. The weights are random: the time does
not depend on them. Shipped colorizers are measured as they are shipped (their width).
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time

import torch

from models import registry
from models.networks.network import ColorizerNetwork

SIDE = 256
ROUNDS = 7
REFERENCE = "zhang2016"
LEAST_RATIO = 5.0  # of the default colorizer


def build(name: str) -> dict[str, ColorizerNetwork]:
    """Full-size network, and the shipped one where it is another."""
    found = {f"{name}, as published": registry.network(name)()}
    if name in registry.names() and (architecture := registry.card(name).architecture):
        found[f"{name}, as shipped"] = registry.network(name)(**architecture)
    return found


@torch.inference_mode()
def main() -> None:
    """Print the table; fail if the default colorizer is too slow."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    networks = {
        title: network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        for name in registry.networks()
        for title, network in build(name).items()
    }
    photo = torch.full((1, 1, SIDE, SIDE), 50.0)
    seconds: dict[str, list[float]] = {title: [] for title in networks}
    for turn in range(ROUNDS + 1):
        for title, network in networks.items():
            start = time.perf_counter()
            network(photo)
            if turn:  # the first round warms up
                seconds[title].append(time.perf_counter() - start)
    medians = {title: statistics.median(taken) for title, taken in seconds.items()}
    reference = medians[f"{REFERENCE}, as published"]
    print(f"{platform.machine()}, {torch.get_num_threads()} threads, {time.strftime('%Y-%m-%d')}")
    print(f"{'network':36} {'ms':>7} {'ECCV16 / it':>12} {'parameters':>12}")
    for title, network in networks.items():
        count = sum(parameter.numel() for parameter in network.parameters())
        ratio = reference / medians[title]
        print(f"{title:36} {1000 * medians[title]:7.1f} {ratio:12.1f} {count:12,}")
    slowest = max(
        taken for title, taken in medians.items() if title.startswith(f"{registry.DEFAULT},")
    )
    ratio = reference / slowest
    if ratio < LEAST_RATIO:
        raise SystemExit(f"{registry.DEFAULT} is only {ratio:.1f} times as fast as {REFERENCE}.")


if __name__ == "__main__":
    main()
