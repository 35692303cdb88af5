# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to say about the backend, for a window and for a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend_access import connection as connections
from backend_access.client import BackendClient, BackendError, NoAnswer
from backend_access.starter import chosen_by_hand
from errors import ColorizeError
from installation import Installation
from translation import _

_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Status:
    """How the backend is.

    Attributes
    ----------
    by_hand : bool
        Whether the artist chose it by its address; then the plug-in neither starts nor ends it.
    client : BackendClient or None
        Of the backend that answers.
    health : dict
        What it says of itself; empty when none answers.
    trouble : str
        A sentence about why it cannot be asked; "" when it can, or when it simply does not run.
    """

    by_hand: bool
    client: BackendClient | None = None
    health: dict[str, Any] | None = None
    trouble: str = ""

    @property
    def runs(self) -> bool:
        """Whether a backend answers."""
        return self.client is not None


def look(installation: Installation) -> Status:
    """Ask the backend how it is; none is started. Never raises."""
    try:
        chosen = chosen_by_hand(installation)
    except ColorizeError as error:
        return Status(True, trouble=str(error))
    by_hand = chosen is not None
    try:
        client = BackendClient(chosen or connections.read(installation.connection))
        return Status(by_hand, client, client.health())
    except (connections.NotRunning, NoAnswer) as error:
        return Status(by_hand, trouble=str(error) if by_hand else "")
    except BackendError as error:
        return Status(by_hand, trouble=str(error) if by_hand or not error.by_another else "")


def facts(status: Status, installation: Installation) -> list[tuple[str, str]]:
    """Give labels and values for people, always the same labels in the same order."""
    health = status.health or {}
    nothing = "-"
    memory = health.get("memory") or {}
    photos = nothing
    if memory:
        photos = _("{count}, in {used:.0f} of {limit:.0f} MB").format(
            count=memory["photos"],
            used=memory["photos_bytes"] / _MEGABYTE,
            limit=memory["limit_bytes"] / _MEGABYTE,
        )
    version = health.get("version", nothing)
    if health and version != installation.version:
        version = _("{running} (the plug-in has {installed}; restart the backend)").format(
            running=version, installed=installation.version
        )
    device = health.get("device_title") or nothing
    if health.get("precision"):
        device = f"{device}, {health['precision']}"
    return [
        (_("State"), _state(status)),
        (_("Connection"), _connection(status)),
        (_("Version"), version),
        (_("Device"), device),
        (_("Photos kept"), photos),
        (_("Process"), str(health.get("pid", nothing))),
        (_("Log"), str(health.get("log") or (nothing if status.by_hand else installation.log))),
    ]


def text(status: Status, installation: Installation) -> str:
    """Give the facts as lines."""
    lines = [f"{label}: {value}" for label, value in facts(status, installation)]
    return "\n".join(lines)


def _state(status: Status) -> str:
    if status.trouble:
        return status.trouble
    if status.health is None:
        return _("Not running; it starts by itself when it is needed")
    state = status.health.get("state")
    words = {
        "starting": _("Starting"),
        "loading": _("Loading the colorizer"),
        "ready": _("Ready"),
        "busy": _("Colouring a photo"),
        "failed": _("Failed: {reason}").format(reason=status.health.get("reason")),
    }
    return words.get(str(state), str(state))


def _connection(status: Status) -> str:
    how = _("chosen by hand") if status.by_hand else _("started by the plug-in")
    if status.client is None:
        return how
    place = status.client.connection
    return f"{place.host}:{place.port} ({how})"
