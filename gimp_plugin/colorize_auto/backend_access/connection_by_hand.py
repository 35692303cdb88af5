# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that the artist chose by address: started by hand, or reached by an SSH tunnel.

The choice stands in a file of GIMP's profile, for its owner's eyes only because of the token.
While there is one, the plug-in starts no backend.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from backend_access import connection as connections
from backend_access.connection import Connection
from errors import ColorizeError
from translation import _

FOLDER = "plug-in-settings"
NAME = "colorize-auto-connection.json"


class BadChoice(ColorizeError):
    """An address or a token that cannot be used."""


def file_in(profile: Path) -> Path:
    """Give the file of the choice in a GIMP profile."""
    return profile / FOLDER / NAME


def parse(address: str, token: str) -> Connection:
    """Make a connection of what somebody typed.

    Parameters
    ----------
    address : str
        "http://127.0.0.1:8765", "localhost:8765" or "8765".
    token : str

    Raises
    ------
    BadChoice
        When the address names another computer or no port, or the token cannot be one.
    """
    host, port = _place(address.strip())
    # A photo must never leave this computer but through a tunnel that its owner has dug.
    if host not in connections.LOCAL_HOSTS or not port:
        raise BadChoice(
            _(
                "“{address}” is no address of a colour backend. It looks like "
                "http://127.0.0.1:8765. A backend on another computer is reached through an SSH "
                "tunnel, which has an address of this form, too."
            ).format(address=address.strip())
        )
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise BadChoice(
            _(
                "This is no token. Copy it, without the quotation marks, from the file that "
                "“gimp-colorize serve” names when it starts."
            )
        )
    return Connection(host, port, token, "")


def read(file: Path) -> Connection | None:
    """Read the choice; None when the plug-in starts the backend itself, as usual.

    Raises
    ------
    BadChoice
        When the file is damaged.
    """
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        return parse(facts["address"], facts["token"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadChoice(
            _(
                "{path} cannot be read ({error}). Choose the connection again under Filters > "
                "Colorize > Settings / Status."
            ).format(path=file, error=error)
        ) from error


def write(file: Path, chosen: Connection) -> None:
    """Keep a choice, readable only by its owner.

    Raises
    ------
    BadChoice
        When the file cannot be written.
    """
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    facts = {"address": f"http://{chosen.host}:{chosen.port}", "token": chosen.token}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(facts, stream)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _not_kept(file, error) from error


def remove(file: Path) -> None:
    """Go back to the usual way: the plug-in starts the backend itself.

    Raises
    ------
    BadChoice
        When the file cannot be deleted.
    """
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _not_kept(file, error) from error


def _place(text: str) -> tuple[str | None, int | None]:
    if text.isdecimal():
        text = f"127.0.0.1:{text}"
    try:
        parts = urlsplit(text if "//" in text else f"//{text}", scheme="http")
        return (parts.hostname, parts.port) if parts.scheme == "http" else (None, None)
    except ValueError:
        return None, None


def _not_kept(file: Path, error: OSError) -> BadChoice:
    return BadChoice(
        _("The choice cannot be kept in {path} ({error}).").format(path=file, error=error)
    )
