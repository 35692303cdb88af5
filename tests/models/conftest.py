# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from models import registry
from models.colorizer import Colorizer
from models.device import choose_device
from models.predictions.prediction import Prediction

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """As in the backend's tests, which may run before or after these: sums keep their order."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def colorizer(device_name: str) -> Colorizer:
    """The default colorizer on each device of this computer."""
    return registry.load(registry.DEFAULT, choose_device(device_name))


@pytest.fixture(scope="session")
def photo() -> NDArray[np.uint8]:
    """A real old photograph as a gray plane."""
    return np.array(Image.open(DATA / "nagasaki-boats.jpg").convert("L"))


@pytest.fixture(scope="session")
def prediction(colorizer: Colorizer, photo: NDArray[np.uint8]) -> Prediction:
    return colorizer.predict(photo)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos that a run can be trained on, painted."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    for number in range(5):
        tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((128, 96)).save(folder / f"photo-{number}.png")
    return folder
