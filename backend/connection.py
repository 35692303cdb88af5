# SPDX-License-Identifier: GPL-3.0-or-later
"""How a program finds the running backend: ``connection.json``, for its owner's eyes only."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib import error, request

_ANSWER_SECONDS = 10  # a backend that is importing torch on a busy computer takes its time


@dataclass(frozen=True)
class Connection:
    """Address and token of a backend."""

    url: str
    token: str
    pid: int
    version: str

    def answers(self) -> bool:
        """Whether a backend with this token listens there."""
        call = request.Request(
            f"{self.url}/v1/health", headers={"Authorization": f"Bearer {self.token}"}
        )
        # No proxy: the address is this computer's.
        opener = request.build_opener(request.ProxyHandler({}))
        try:
            with opener.open(call, timeout=_ANSWER_SECONDS) as response:
                return bool(response.status == 200)
        except (error.URLError, OSError):
            return False


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def write_connection(path: Path, connection: Connection) -> None:
    """Write a connection at once or not at all, readable only by its owner."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            json.dump(asdict(connection), stream)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_connection(path: Path) -> Connection | None:
    """Read a connection; None when there is no complete one."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Connection(values["url"], values["token"], values["pid"], values["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
