# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the program keeps its things: one folder per user."""

from __future__ import annotations

from pathlib import Path

from models.locations import home


def state_folder() -> Path:
    """Folder of what belongs to a running backend."""
    return home() / "state"


def connection_file() -> Path:
    """Address and token of the running backend; there only while one listens."""
    return state_folder() / "connection.json"


def lock_file() -> Path:
    """File whose operating-system lock a living backend holds."""
    return state_folder() / "backend.lock"


def log_file() -> Path:
    """Log of the backend."""
    return state_folder() / "backend.log"
