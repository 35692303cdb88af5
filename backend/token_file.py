# SPDX-License-Identifier: GPL-3.0-or-later
"""A token that stays the same from start to start, for connections that are made by hand."""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from models.errors import ColorizeError

_LEAST_CHARACTERS = 16
_TOKEN = re.compile(r"[!-~]+", re.ASCII)  # what an HTTP header can carry without blanks


class BadTokenFile(ColorizeError):
    """The file of the token cannot be used, and why."""


def new_token() -> str:
    """Make a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_from(file: Path) -> str:
    """Read the token of a file; a file that does not exist is made, with a new one.

    Raises
    ------
    BadTokenFile
        When the file cannot be read or made, others can read it, or it holds no good token.
    """
    try:
        if not file.exists():
            return _made(file)
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise BadTokenFile(
                f"Others can read the token in {file}. Make it yours alone: chmod 600 {file}"
            )
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadTokenFile(f"The token file {file} cannot be used ({error}).") from error
    if len(token) < _LEAST_CHARACTERS or not _TOKEN.fullmatch(token):
        raise BadTokenFile(
            f"{file} holds no good token: one word of at least {_LEAST_CHARACTERS} letters, digits "
            "or signs is needed. Delete the file, and the next start writes a new one."
        )
    return token


def _made(file: Path) -> str:
    token = new_token()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(token + "\n")
    return token
