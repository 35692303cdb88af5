# SPDX-License-Identifier: GPL-3.0-or-later
"""A small colorizer of random weights that takes styles and names classes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import safetensors.torch
import torch
from torch import nn

from models import registry
from models.networks.iizuka2016 import Iizuka2016

IIZUKA = "iizuka2016"
CLASSES = ["abbey", "baseball_field", "desert", "highway", "ice_skating", "volcano"]


def install_iizuka(folder: Path) -> None:
    """Write weights and card of a narrow `iizuka2016` into a folder of colorizers."""
    torch.manual_seed(11)
    architecture = {"width": 0.05, "classes": CLASSES}
    network = Iizuka2016(**architecture)
    for module in network.modules():  # PyTorch's own small weights would leave everything gray
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
    nn.init.normal_(network.output.weight, std=1.0)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{IIZUKA}.safetensors"
    safetensors.torch.save_file(network.state_dict(), path)
    card = replace(
        registry.card(registry.DEFAULT),
        name=IIZUKA,
        title="Tiny Iizuka",
        capabilities=tuple(sorted(network.capabilities)),
        architecture=architecture,
        working_size=64,
        parameters=sum(p.numel() for p in network.parameters()),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    card.write(path.with_suffix(".json"))
