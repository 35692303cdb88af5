# SPDX-License-Identifier: GPL-3.0-or-later
"""Having the backend install or remove a colorizer, and waiting until it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import known_colorizers
from backend_access.client import BackendClient
from errors import ColorizeError
from translation import _

RUNNING = ("fetching", "preparing", "stopping")
PAUSE = 0.3
_MEGABYTE = 1_000_000


class NotInstalled(ColorizeError):
    """A colorizer could not be installed."""


def install(client: BackendClient, colorizer: str, report: Callable[[str], None]) -> str:
    """Install a colorizer and wait for it; give a sentence about who sees it from when on.

    Raises
    ------
    NotInstalled
        When it fails, or somebody stops it.
    BackendError
        When the backend knows nothing of this name to install, or does not answer.
    """
    state = client.install(colorizer)
    while state["state"] in RUNNING:
        report(in_words(state))
        time.sleep(PAUSE)
        state = client.installation(colorizer)
    if state["state"] == "failed":
        raise NotInstalled(str(state["reason"]))
    if state["state"] != "installed":
        raise NotInstalled(_("The installation was stopped; what was fetched is kept."))
    return _known(client)


def remove(client: BackendClient, colorizer: str) -> str:
    """Remove a colorizer that was installed, or stop its installation; a sentence as `install`.

    Raises
    ------
    BackendError
        When nothing of this name was installed, or the backend does not answer.
    """
    client.stop_or_remove(colorizer)
    return _known(client)


def _known(client: BackendClient) -> str:
    return known_colorizers.next_start() if known_colorizers.keep(client.colorizers()) else ""


def in_words(state: dict[str, Any]) -> str:
    """Say how far an installation is."""
    if state["state"] == "fetching":
        return _("{done:.1f} of {total:.1f} MB").format(
            done=state["done_bytes"] / _MEGABYTE, total=state["total_bytes"] / _MEGABYTE
        )
    if state["state"] == "preparing":
        return _("Making it ready…")
    return _("Stopping…")


def fraction(state: dict[str, Any]) -> float:
    """Give how much of an installation is done, 0..1."""
    return min(1.0, state["done_bytes"] / max(1, state["total_bytes"]))


def size_in_words(count: int) -> str:
    """Give a number of bytes as people read it."""
    return _("{count:.0f} MB").format(count=count / _MEGABYTE)
