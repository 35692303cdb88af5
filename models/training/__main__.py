# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m models.training CONFIG --photos ... --validation ... --output ...``."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from models.training.configuration import read_configuration
from models.training.export import export
from models.training.trainer import Trainer


def main() -> None:
    """Train, or go on with a run, and export its weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--validation", type=Path, nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument(
        "--export-only", action="store_true", help="export the last checkpoint as it is"
    )
    arguments = parser.parse_args()
    config = read_configuration(arguments.config)
    checkpoint = arguments.output / "checkpoint.pt"
    if not arguments.export_only:
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        Trainer(config, arguments.photos, arguments.validation, arguments.output, device).run()
    export(config, checkpoint, arguments.validation, arguments.output)


if __name__ == "__main__":
    main()
