# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices of this computer, on each of which colorizers are tested."""

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a device's name on each that can compute, the CPU last."""
    if "device_name" in metafunc.fixturenames:
        present = [name for name in ("cuda", "mps", "cpu") if _can_compute(name)]
        metafunc.parametrize("device_name", present, scope="session")


@pytest.fixture
def cuda() -> None:
    """Skip the test where no CUDA card can compute."""
    if not _can_compute("cuda"):
        pytest.skip("no CUDA card here")


def _can_compute(name: str) -> bool:
    # The tests of the plug-in and of the installer need no PyTorch, which takes seconds to load.
    from models.device import choose_device
    from models.errors import DeviceUnavailable

    try:
        choose_device(name)
    except DeviceUnavailable:
        return False
    return True
