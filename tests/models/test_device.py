# SPDX-License-Identifier: GPL-3.0-or-later
"""A graphics card that is there and cannot compute."""

import logging

import pytest
import torch

from models.device import choose_device
from models.errors import DeviceUnavailable


@pytest.fixture
def unusable_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch believes in an MPS device for which this build of it has no code."""
    if torch.backends.mps.is_available():
        pytest.skip("the MPS device of this computer can compute")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.mark.usefixtures("unusable_card")
def test_the_cpu_takes_the_place_of_a_card_that_cannot_compute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        device = choose_device("auto")
    assert device.name == "cpu"
    assert device.instead_of_card
    (record,) = caplog.records
    assert record.message.startswith("The MPS device cannot be used: Could not run")
    assert "\n" not in record.message


@pytest.mark.usefixtures("unusable_card")
def test_a_chosen_card_that_cannot_compute_says_what_to_do() -> None:
    with pytest.raises(DeviceUnavailable, match=r"MPS device .* cannot be used .* --device cpu\."):
        choose_device("mps")


def test_a_computer_without_a_card_has_none_that_is_unusable() -> None:
    assert not choose_device("cpu").instead_of_card
    if not (torch.cuda.is_available() or torch.backends.mps.is_available()):
        assert choose_device("auto") == choose_device("cpu")


@pytest.mark.usefixtures("unusable_card")
def test_a_card_that_other_programs_fill_is_tried_again_for_every_photo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*size: int, device: str) -> torch.Tensor:
        raise RuntimeError("MPS backend out of memory (MPS allocated: 8.00 GB)")

    monkeypatch.setattr(torch, "ones", full)
    assert choose_device("auto").name == "mps"
