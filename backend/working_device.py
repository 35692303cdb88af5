# SPDX-License-Identifier: GPL-3.0-or-later
"""The device that is computed on, and the CPU for what a graphics card fails at."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from models.out_of_memory import is_out_of_memory

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.device import ComputeDevice

_log = logging.getLogger(__name__)

# The plug-in translates them.
ON_CPU_AFTER_ALL = "The graphics card ran out of memory; the photo was coloured on the CPU."
CARD_UNUSABLE = "The graphics card cannot be used; the photo was coloured on the CPU."

_Result = TypeVar("_Result")


class WorkingDevice:
    """Chooses a device when there is something to do, and does it there or on the CPU.

    Parameters
    ----------
    preference : str
        ``auto``, ``cpu``, ``cuda`` or ``mps``.
    leave_card : callable
        Called when the graphics card has failed: it must forget what it keeps there.
    """

    def __init__(self, preference: str, leave_card: Callable[[], None]) -> None:
        self._preference = preference
        self._leave_card = leave_card
        self.chosen: ComputeDevice | None = None
        """The device; None before it is chosen."""

    def choose(self) -> ComputeDevice:
        """Give the device, choosing it the first time.

        Raises
        ------
        models.errors.ColorizeError
            When the device that the user prefers is not there.
        """
        from models.device import choose_device

        if self.chosen is None:
            self.chosen = choose_device(self._preference)
            _use_available_cores()
            _log.info("Device: %s (%s)", self.chosen.title, self.chosen.precision)
        return self.chosen

    def run(self, work: Callable[[ComputeDevice], _Result]) -> _Result:
        """Do the work on the chosen device, and on the CPU where a graphics card fails at it.

        Raises
        ------
        models.errors.ColorizeError
            When the device that the user chose is not there or cannot be used.
        MemoryError
            When the memory of the CPU does not suffice either.
        """
        device = self.choose()
        while True:
            try:
                result = work(device)
                break
            except RuntimeError as error:
                device = self._device_after(error, device)
            # Outside the except block: the traceback keeps the card's tensors alive.
            self._clear_card()
        if device.instead_of_card:
            self.chosen = device  # no other photo need try the card
        return result

    def notes(self, device: ComputeDevice) -> tuple[str, ...]:
        """Tell the user, in sentences, why the work was done on this device."""
        if device.instead_of_card:
            return (CARD_UNUSABLE,)
        return () if device == self.chosen else (ON_CPU_AFTER_ALL,)

    def _device_after(self, error: RuntimeError, device: ComputeDevice) -> ComputeDevice:
        """Give the device that goes on after an error of this one; the error where none can."""
        from models.device import choose_device, unusable

        if device.name == "cpu":
            if is_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise error
        cpu = choose_device("cpu")
        if is_out_of_memory(error):
            # Other programs may give it back: the next photo tries the card again.
            _log.warning("The graphics card ran out of memory", exc_info=error)
            return cpu
        if self._preference != "auto":
            raise unusable(device.name, error) from error
        _log.warning("The graphics card cannot be used", exc_info=error)
        return replace(cpu, instead_of_card=True)

    def _clear_card(self) -> None:
        import torch

        self._leave_card()
        gc.collect()
        if torch.cuda.is_available():
            with suppress(RuntimeError):  # after some errors a card does not do even this
                torch.cuda.empty_cache()


def _use_available_cores() -> None:
    import torch

    if hasattr(os, "sched_getaffinity"):
        # In a container or under taskset torch would start a thread for every core it sees.
        available = len(os.sched_getaffinity(0))
        torch.set_num_threads(max(1, min(torch.get_num_threads(), available)))
