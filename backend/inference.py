# SPDX-License-Identifier: GPL-3.0-or-later
"""The colorizers that are loaded, and what they are asked about photos."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from backend.problems import Problem
from backend.turns import RETRY_SECONDS, Turns
from backend.working_device import WorkingDevice
from models.errors import ColorizeError

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.card import Card
    from models.colorizer import Colorizer
    from models.device import ComputeDevice
    from models.predictions.content_map import ContentMap
    from models.predictions.prediction import Prediction

_log = logging.getLogger(__name__)

_LOADED_COLORIZERS = 2


@dataclass(frozen=True, eq=False)
class Inferred:
    """What came out of the network, and where it was computed."""

    prediction: Prediction
    card: Card
    """Of the colorizer that was asked."""
    device: ComputeDevice
    notes: tuple[str, ...] = ()
    """What the user should know, in sentences."""


class Inference:
    """Holds the colorizers and lets one photo after the other through them.

    Parameters
    ----------
    device : str
        ``auto``, ``cpu``, ``cuda`` or ``mps``.
    queue_length : int
        Turns that may wait while another one is taken.
    """

    def __init__(self, device: str = "auto", queue_length: int = 3) -> None:
        self._turns = Turns(queue_length)
        self._device = WorkingDevice(device, self._leave_card)
        self._colorizers: OrderedDict[tuple[str, str], Colorizer] = OrderedDict()
        self._phase = "starting"
        self._reason: str | None = None

    @property
    def state(self) -> str:
        """Give ``starting``, ``loading``, ``ready``, ``busy`` or ``failed``."""
        if self._phase == "ready" and self._turns.taken:
            return "busy"
        return self._phase

    @property
    def reason(self) -> str | None:
        """Why the state is ``failed``, as a sentence."""
        return self._reason

    @property
    def device(self) -> ComputeDevice | None:
        """The device that was chosen; None before that."""
        return self._device.chosen

    def load_in_background(self) -> threading.Thread:
        """Load the default colorizer in a thread of its own; `state` tells how it went."""
        thread = threading.Thread(target=self._load_default, daemon=True, name="load")
        self._phase = "loading"
        thread.start()
        return thread

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this caller's turn with the network.

        Raises
        ------
        Problem
            ``starting`` while the default colorizer is being loaded, ``busy`` when too many wait.
        """
        if self._phase == "loading":
            raise Problem("starting", "The backend is still starting; try again.", RETRY_SECONDS)
        with self._turns.in_queue():
            yield

    def load(self, name: str) -> Colorizer:
        """Return a colorizer on the chosen device, loading it when it is not there.

        Where the graphics card has no room for it, or turns out to be unusable, it comes on the
        CPU.

        Raises
        ------
        models.errors.ColorizeError
            When it is unknown, its weights are missing or damaged, or the device that the user
            chose is not there or cannot be used.
        MemoryError
            When the memory of the CPU does not suffice either.
        """
        return self._device.run(lambda device: self._on(name, device))

    def predict(
        self,
        name: str,
        gray: NDArray[Any],
        style: NDArray[Any] | None = None,
        working_size: int | None = None,
        hints: NDArray[Any] | None = None,
    ) -> Inferred:
        """Run the network on a photo; to be called within a `turn`.

        Parameters
        ----------
        name : str
            Of the colorizer.
        gray : ndarray
            (H, W) uint8, uint16 or float32 in 0..1, sRGB-coded.
        style : ndarray, optional
            Another photo of the same kind, in whose style this one is coloured.
        working_size : int, optional
            Short side at which the network looks at them, pixels; the card's by default.
        hints : ndarray, optional
            (H', W', 4) strokes for a colorizer that takes them by itself.

        Returns
        -------
        Inferred

        Raises
        ------
        models.errors.ColorizeError
            When there is no such colorizer, it takes no style, a photo is no good, the working size
            is out of its range, or the device that the user chose cannot be used.
        MemoryError
            When the memory of the CPU does not suffice either.
        """

        def infer(device: ComputeDevice) -> Inferred:
            colorizer = self._on(name, device)
            prediction = colorizer.predict(gray, style, working_size, hints)
            return Inferred(prediction, colorizer.card, device, self._device.notes(device))

        return self._device.run(infer)

    def contents(self, prediction: Prediction) -> ContentMap | None:
        """Tell what the regions of a photo show.

        Where the network that coloured it does not say, the default one looks at it, in a turn of
        its own.

        Returns
        -------
        ContentMap or None
            None where nothing can be said: with other weights than the shipped ones, or without
            memory for it.

        Raises
        ------
        Problem
            See `turn`.
        models.errors.ColorizeError
            When the shipped weights are missing or damaged.
        """
        from models import registry

        if prediction.contents is not None:
            return prediction.contents
        with self.turn():
            try:
                return self._device.run(
                    lambda device: self._on(registry.DEFAULT, device).contents(
                        prediction.lightness.float()
                    )
                )
            except MemoryError as error:
                _log.warning("No memory to see what regions show", exc_info=error)
                return None

    def _leave_card(self) -> None:
        for key in [key for key in self._colorizers if key[1] != "cpu"]:
            del self._colorizers[key]

    def _load_default(self) -> None:
        try:
            from models import registry

            self.load(registry.DEFAULT)
        except ColorizeError as error:
            self._phase, self._reason = "failed", str(error)
            _log.error("The colorizer cannot be loaded: %s", error)
        except Exception as error:
            self._phase, self._reason = "failed", f"{type(error).__name__}: {error}"
            _log.exception("The colorizer cannot be loaded")

    def _on(self, name: str, device: ComputeDevice) -> Colorizer:
        from models import registry

        key = (name, device.name)
        known = self._colorizers.get(key)
        # Others may have been installed since, from here or on the command line.
        if known is None or known.card != registry.card(name):
            self._colorizers[key] = registry.load(name, device)
            while len(self._colorizers) > _LOADED_COLORIZERS:
                self._colorizers.popitem(last=False)
        self._colorizers.move_to_end(key)
        self._phase, self._reason = "ready", None
        return self._colorizers[key]
