# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m models.training CONFIG --photos ... --validation ... --output ...``."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from models.training.configuration import read_configuration
from models.training.trainer import Trainer


def main() -> None:
    """Run a training from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--validation", type=Path, nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    Trainer(
        read_configuration(arguments.config),
        arguments.photos,
        arguments.validation,
        arguments.output,
        device,
    ).run()


if __name__ == "__main__":
    main()
