# SPDX-License-Identifier: GPL-3.0-or-later
"""The address and the token that a running backend leaves in ``connection.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from errors import ColorizeError
from translation import _

LOCAL_HOSTS = ("127.0.0.1", "localhost")


class NotRunning(ColorizeError):
    """There is no usable ``connection.json``."""


@dataclass(frozen=True)
class Connection:
    """How to reach a backend.

    Attributes
    ----------
    host : {"127.0.0.1", "localhost"}
    port : int
    token : str
        The secret that every call carries.
    version : str
        The backend's version.
    """

    host: str
    port: int
    token: str = field(repr=False)
    version: str


def read(path: Path) -> Connection:
    """Read ``connection.json``.

    Raises
    ------
    NotRunning
        When the file is absent or damaged, or names another computer.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        address = urlsplit(facts["url"])
        host, port = address.hostname, address.port
        token, version = facts["token"], facts["version"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotRunning(
            _("The colour backend is not running: {path} is absent or damaged.").format(path=path)
        ) from error
    # A photo must never leave this computer, whatever the file says.
    if host not in LOCAL_HOSTS or port is None:
        raise NotRunning(_("{path} does not name this computer.").format(path=path))
    return Connection(host, port, str(token), str(version))
