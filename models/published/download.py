# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching a large file whose checksum is known: from mirrors, going on where it broke off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import requests

from models.errors import InstallationFailed

_TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces
_PIECE = 1 << 18  # bytes
_ATTEMPTS = 4  # at one address, each going on where the last broke off

Report = Callable[[int, int | None], None]


def _unheard(done: int, total: int | None) -> None:
    pass


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def download(
    addresses: Sequence[str],
    sha256: str,
    largest: int,
    partial: Path,
    report: Report = _unheard,
) -> None:
    """Fetch a file.

    Parameters
    ----------
    addresses : sequence of str
        Where the same file lies; the next one is tried when one fails.
    sha256 : str
        Expected checksum.
    largest : int
        Bytes that the file can have at most.
    partial : Path
        Where the file goes. What an earlier attempt left there is kept and completed; what proves
        to be wrong is deleted.
    report : callable, optional
        Is given, again and again, the bytes that are there and the bytes of the whole file, None
        where the server does not say. What it raises ends the download; the file stays as far as it
        is.

    Raises
    ------
    InstallationFailed
        If no address gave the file; the message has the reason for each.
    """
    reasons = []
    for address in addresses:
        for _ in range(_ATTEMPTS):
            resumed = partial.exists() and partial.stat().st_size > 0
            try:
                _fetch(address, largest, partial, report)
            except requests.RequestException as error:
                reason = _in_words(error)
                answered = error.response is not None
                if answered or isinstance(error, requests.ConnectTimeout):
                    break  # asking again would give the same answer
                continue
            if sha256_of(partial) == sha256:
                return
            partial.unlink()
            reason = "what it sends is another file than the one that the authors published"
            if not resumed:
                break  # else the beginning, which was there before, may have been the wrong part
        reasons.append(f"{address}: {reason}")
    raise InstallationFailed("The file could not be fetched.\n" + "\n".join(reasons))


def _fetch(address: str, largest: int, partial: Path, report: Report) -> None:
    """Complete the partial file from one address."""
    there = partial.stat().st_size if partial.exists() else 0
    headers = {"Accept-Encoding": "identity"}  # so that ranges are those of the file
    if there:
        headers["Range"] = f"bytes={there}-"
    with requests.get(address, headers=headers, stream=True, timeout=_TIMEOUT) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            return  # nothing is left to fetch, or the beginning is wrong: the checksum tells
        response.raise_for_status()
        continued = response.status_code == requests.codes.partial_content
        if continued and not response.headers.get("Content-Range", "").startswith(
            f"bytes {there}-"
        ):
            raise requests.RequestException("the server sent another part than asked for")
        if not continued:
            there = 0
        length = response.headers.get("Content-Length")
        total = int(length) + there if length else None
        with partial.open("ab" if continued else "wb") as file:
            report(there, total)
            for piece in response.iter_content(_PIECE):
                there += len(piece)
                if there > largest:
                    file.truncate(0)
                    raise requests.RequestException(
                        f"it sends more than {largest / 1e6:.0f} MB", response=response
                    )
                file.write(piece)
                report(there, total)


def _in_words(error: requests.RequestException) -> str:
    """Say what happened without the names of Python's classes."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be verified"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off; the same command goes on from there"
    if isinstance(error, requests.ConnectionError):
        return "there is no connection to the server"
    return str(error)
