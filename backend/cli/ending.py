# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that are ended from outside, by ``kill`` or a closed terminal, clean up first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")  # Windows knows the first one only


@contextmanager
def clean_ending() -> Iterator[None]:
    """Let a signal that would end the process at once end it as an exception does.

    Its exit code is then the one that shells give: 128 and the signal's number. A signal that
    is ignored, as under ``nohup``, stays ignored.
    """
    signals = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in signals}
    taken = [number for number in signals if before[number] is not signal.SIG_IGN]

    def end(number: int, frame: FrameType | None) -> None:
        for other in taken:  # a closing terminal sends several, which must not break the clean-up
            signal.signal(other, _pass)
        raise SystemExit(128 + number)

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


def _pass(number: int, frame: FrameType | None) -> None:
    """Do nothing; of SIG_IGN Python complains where the signal has come already."""
