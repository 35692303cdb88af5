# SPDX-License-Identifier: GPL-3.0-or-later
"""Where networks run: a CUDA card, Apple's MPS, or the CPU; and in which precision."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from models.errors import DeviceUnavailable

PREFERENCES = ("auto", "cuda", "mps", "cpu")


@dataclass(frozen=True)
class ComputeDevice:
    """A device and the precision that suits it."""

    name: str
    """``cuda``, ``mps`` or ``cpu``."""
    precision: str
    """``fp16``, ``bf16`` or ``fp32``."""
    title: str
    """For people."""

    @contextlib.contextmanager
    def computing(self, half: bool = True) -> Iterator[None]:
        """Infer without gradients, in this device's precision or, not `half`, in float32."""
        halves = {"fp16": torch.float16, "bf16": torch.bfloat16}
        dtype = halves.get(self.precision) if half else None
        with (
            torch.inference_mode(),
            torch.autocast(self.name, dtype=dtype, enabled=dtype is not None),
        ):
            yield


def choose_device(preference: str = "auto") -> ComputeDevice:
    """Choose the device to compute on.

    Parameters
    ----------
    preference : str
        One of `PREFERENCES`; ``auto`` takes the fastest that is there.

    Returns
    -------
    ComputeDevice

    Raises
    ------
    DeviceUnavailable
        If the asked-for device is not in this computer.
    """
    if preference not in PREFERENCES:
        raise DeviceUnavailable(
            f"There is no device called {preference!r}; choose one of {', '.join(PREFERENCES)}."
        )
    if preference in ("auto", "cuda") and torch.cuda.is_available():
        return ComputeDevice("cuda", "fp16", torch.cuda.get_device_name())
    if preference in ("auto", "mps") and torch.backends.mps.is_available():
        return ComputeDevice("mps", "fp16", "Apple GPU")
    if preference in ("auto", "cpu"):
        return _cpu()
    raise DeviceUnavailable(
        f"This computer has no {preference.upper()} device that PyTorch can use; "
        "choose auto or cpu."
    )


def devices_present() -> list[str]:
    """Names of the devices in this computer, the CPU last."""
    present = []
    for name in ("cuda", "mps", "cpu"):
        with contextlib.suppress(DeviceUnavailable):
            present.append(choose_device(name).name)
    return present


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


def _cpu() -> ComputeDevice:
    model = platform.processor() or platform.machine()
    title = f"CPU ({model}, {torch.get_num_threads()} threads)"
    return ComputeDevice("cpu", "bf16" if _cpu_has_bfloat16() else "fp32", title)


def _cpu_has_bfloat16() -> bool:
    # Only instructions of their own make bfloat16 faster than float32; emulated it is slower.
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
