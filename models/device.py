# SPDX-License-Identifier: GPL-3.0-or-later
"""Where networks run: a CUDA card, Apple's MPS, or the CPU; and in which precision."""

from __future__ import annotations

import contextlib
import logging
import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch.nn import functional

from models.errors import DeviceUnavailable
from models.out_of_memory import is_out_of_memory

_log = logging.getLogger(__name__)

PREFERENCES = ("auto", "cuda", "mps", "cpu")


@dataclass(frozen=True)
class ComputeDevice:
    """A device and the precision that suits it."""

    name: str
    """``cuda``, ``mps`` or ``cpu``."""
    precision: str
    """``fp16`` or ``fp32``. Never bf16: rounded to 8 bits, `compact` answers up to 9 ab units away
    and a tenth paler on some photos, in fp16 within 0.4."""
    title: str
    """For people."""
    instead_of_card: bool = False
    """Whether this computer has a graphics card that cannot be used."""

    @contextlib.contextmanager
    def computing(self, half: bool = True) -> Iterator[None]:
        """Infer without gradients, in this device's precision or, not `half`, in float32."""
        half = half and self.precision == "fp16"
        with torch.inference_mode(), torch.autocast(self.name, torch.float16, enabled=half):
            yield


def choose_device(preference: str = "auto") -> ComputeDevice:
    """Choose the device to compute on.

    Parameters
    ----------
    preference : str
        One of `PREFERENCES`; ``auto`` takes the fastest that is there and can compute.

    Returns
    -------
    ComputeDevice

    Raises
    ------
    DeviceUnavailable
        If the asked-for device is not in this computer, or cannot compute.
    """
    if preference not in PREFERENCES:
        raise DeviceUnavailable(
            f"There is no device called {preference!r}; choose one of {', '.join(PREFERENCES)}."
        )
    instead_of_card = False
    for name, is_there in (
        ("cuda", torch.cuda.is_available),
        ("mps", torch.backends.mps.is_available),
    ):
        if preference not in ("auto", name) or not is_there():
            continue
        try:
            return _tried_card(name)
        except RuntimeError as error:
            if preference == name:
                raise unusable(name, error) from error
            _log.warning("The %s device cannot be used: %s", name.upper(), _first_line(error))
            instead_of_card = True
    if preference in ("auto", "cpu"):
        return replace(_cpu(), instead_of_card=instead_of_card)
    raise DeviceUnavailable(
        f"This computer has no {preference.upper()} device that PyTorch can use; "
        "choose auto or cpu."
    )


def unusable(name: str, error: Exception) -> DeviceUnavailable:
    """Say of a device that was asked for why it cannot be used, and what to do."""
    return DeviceUnavailable(
        f"The {name.upper()} device of this computer cannot be used ({_first_line(error)}). "
        "Use the CPU instead: --device cpu."
    )


def mixed_precision(device: torch.device) -> torch.autocast:
    """Autocast for training: bfloat16, which needs no scaled gradients, where it is quick.

    Parameters
    ----------
    device : torch.device
        Where the network is trained.

    Returns
    -------
    torch.autocast
        A context; it changes nothing on a CPU that would emulate bfloat16.
    """
    quick = device.type != "cpu" or _cpu_has_bfloat16()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=quick)


def _tried_card(name: str) -> ComputeDevice:
    title = torch.cuda.get_device_name() if name == "cuda" else "Apple GPU"
    card = ComputeDevice(name, "fp16", title)
    with card.computing():
        try:
            # A card can be there without this PyTorch having code for it. Networks convolve;
            # item() waits until the card has done it.
            plane = torch.ones(1, 1, 8, 8, device=name)
            functional.conv2d(plane, plane[..., :3, :3]).sum().item()
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            _log.warning("%s is full at the moment", title)  # other programs may make room
    return card


def _first_line(error: Exception) -> str:
    """Give what an error says without the advice for programmers that CUDA adds."""
    return str(error).strip().partition("\n")[0].rstrip(".")


def _cpu() -> ComputeDevice:
    model = platform.processor() or platform.machine()
    title = f"CPU ({model}, {torch.get_num_threads()} threads)"
    return ComputeDevice("cpu", "fp32", title)


def _cpu_has_bfloat16() -> bool:
    # Only instructions of their own make bfloat16 faster than float32; emulated it is slower.
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
