# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend's calls, with the standard library alone.

The plug-in and the installer's trial both speak to the backend through this module.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import npy
from connection import Connection
from errors import ColorizeError
from translation import _

# Colouring a very large photo on a slow processor takes its time; nobody answers for longer.
SECONDS_FOR_WORK = 600.0
SECONDS_FOR_FACTS = 10.0
# How long one call goes on asking a backend that says "busy" or "starting".
PATIENCE = 300.0
LONGEST_PAUSE = 10.0

# "temperature", "vividness" and "saturation", or some of them; what is absent is the card's.
Parameters = Mapping[str, float]


class BackendError(ColorizeError):
    """The backend said no, or something that is not understood.

    Attributes
    ----------
    code : str
        The backend's code for programs, for instance "bad-plane"; "" when it gave none.
    status : int
        The HTTP status; 0 when there was no answer.
    """

    def __init__(self, sentence: str, code: str = "", status: int = 0):
        super().__init__(sentence)
        self.code = code
        self.status = status


class NoAnswer(BackendError):
    """Nobody answers at the backend's address, or the answer broke off."""


class Pixels:
    """sRGB pixels on their way from the backend, read strip by strip.

    Attributes
    ----------
    height, width : int
    dtype : {"uint8", "uint16"}
    """

    def __init__(self, answer: http.client.HTTPResponse, connection: http.client.HTTPConnection):
        self._answer = answer
        self._connection = connection
        header = npy.read_header(self._read)
        if len(header.shape) != 3 or header.shape[2] != 3 or header.dtype == "float32":
            raise npy.BadNpy(_("The colour backend sent a plane that is no picture."))
        self.height, self.width, _channels = header.shape
        self.dtype = header.dtype

    def strips(self, rows: int = 256) -> Iterator[tuple[int, int, bytes]]:
        """Give the picture from top to bottom.

        Yields
        ------
        first_row : int
        rows : int
        values : bytes
            rows x width x 3 values, interleaved.

        Raises
        ------
        NoAnswer
            When the backend breaks off before the last row.
        """
        row_bytes = self.width * 3 * npy.DTYPES[self.dtype][1]
        try:
            for first_row in range(0, self.height, rows):
                count = min(rows, self.height - first_row)
                values = self._read(count * row_bytes)
                if len(values) < count * row_bytes:
                    raise NoAnswer(_broke_off())
                yield first_row, count, values
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the connection, read to the end or not."""
        self._answer.close()
        self._connection.close()

    def _read(self, count: int) -> bytes:
        pieces = []
        while count > 0:
            try:
                piece = self._answer.read(count)
            except (OSError, http.client.HTTPException) as error:
                raise NoAnswer(_broke_off()) from error
            if not piece:
                break
            pieces.append(piece)
            count -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class BackendClient:
    """A running backend.

    Parameters
    ----------
    connection : Connection
        From `connection.read`.
    patience : float
        For how many seconds a call goes on asking while the backend says that it is busy.
    on_wait : callable, optional
        Is given the backend's sentence each time that a call has to wait.

    Notes
    -----
    Every call raises `BackendError` with the backend's own sentence when the backend refuses, and
    `NoAnswer` when there is no backend at the address.
    """

    def __init__(
        self,
        connection: Connection,
        patience: float = PATIENCE,
        on_wait: Callable[[str], None] | None = None,
    ):
        self.connection = connection
        self.patience = patience
        self.on_wait = on_wait or (lambda sentence: None)

    def health(self) -> dict[str, Any]:
        """Give version, state and device; never waits for a busy backend."""
        return self._facts("GET", "/v1/health", patience=0.0)

    def colorizers(self) -> dict[str, Any]:
        """Give the cards of all colorizers and the name of the default one."""
        return self._facts("GET", "/v1/colorizers")

    def post_photo(
        self, body: bytes, content_type: str = npy.CONTENT_TYPE, colorizer: str | None = None
    ) -> dict[str, Any]:
        """Send a photo and let the network look at it.

        Parameters
        ----------
        body : bytes
            A gray plane as ``.npy``, or an image file.
        content_type : str
            ``npy.CONTENT_TYPE``, or the image file's type, for instance "image/jpeg".
        colorizer : str, optional
            The backend's default when None.

        Returns
        -------
        dict
            "id" for the other calls, "height", "width", "dtype", "notes" for the user, ...
        """
        return self._facts(
            "POST",
            _address("/v1/photos", {"colorizer": colorizer}),
            body,
            content_type,
            timeout=SECONDS_FOR_WORK,
        )

    def color(
        self, photo: str, parameters: Parameters | None = None, size: int | None = None
    ) -> Pixels:
        """Give the automatic picture."""
        return Pixels(*self._call("GET", _color_address(photo, parameters, size)))

    def color_png(
        self, photo: str, parameters: Parameters | None = None, size: int | None = None
    ) -> bytes:
        """Give the automatic picture as a PNG file."""
        return self._png("GET", _color_address(photo, parameters, size))

    def candidates(self, photo: str, count: int) -> list[dict[str, Any]]:
        """Give up to `count` candidates: "index", "name", "probability", "srgb", "ab"."""
        body = json.dumps({"count": count}).encode()
        answer = self._facts(
            "POST", f"{_photo_address(photo)}/candidates", body, timeout=SECONDS_FOR_WORK
        )
        return list(answer["candidates"])

    def alternative(
        self,
        photo: str,
        candidate: int,
        parameters: Parameters | None = None,
        size: int | None = None,
    ) -> Pixels:
        """Give the picture that is built around the candidate of that index."""
        return Pixels(*self._call("POST", *_alternative(photo, candidate, parameters, size)))

    def alternative_png(
        self,
        photo: str,
        candidate: int,
        parameters: Parameters | None = None,
        size: int | None = None,
    ) -> bytes:
        """Give the picture that is built around a candidate as a PNG file."""
        return self._png("POST", *_alternative(photo, candidate, parameters, size))

    def delete(self, photo: str) -> None:
        """Let the backend forget a photo."""
        answer, connection = self._call("DELETE", _photo_address(photo))
        answer.close()
        connection.close()

    def _facts(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        timeout: float = SECONDS_FOR_FACTS,
        patience: float | None = None,
    ) -> dict[str, Any]:
        data = _whole(*self._call(method, address, body, content_type, timeout, patience=patience))
        try:
            facts = json.loads(data)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise BackendError(_("What answers at the backend's address is not our backend."))
        return facts

    def _png(self, method: str, address: str, body: bytes | None = None) -> bytes:
        return _whole(*self._call(method, address, body, accept="image/png"))

    def _call(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        timeout: float = SECONDS_FOR_WORK,
        accept: str = "*/*",
        patience: float | None = None,
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
        """Make one call, again and again while the backend says 503 and patience lasts."""
        headers = {"Authorization": f"Bearer {self.connection.token}", "Accept": accept}
        if body is not None:
            headers["Content-Type"] = content_type
        give_up = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            answer, connection = self._ask(method, address, body, headers, timeout)
            if answer.status < 400:
                return answer, connection
            error = _refusal(answer.status, _whole(answer, connection))
            pause = _pause(answer.getheader("Retry-After"))
            if answer.status != 503 or time.monotonic() + pause > give_up:
                raise error
            self.on_wait(str(error))
            time.sleep(pause)

    def _ask(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str], timeout: float
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
        # http.client rather than urllib: it never sends what is meant for us to a proxy.
        connection = http.client.HTTPConnection(
            self.connection.host, self.connection.port, timeout=timeout
        )
        try:
            try:
                connection.request(method, address, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # The backend may refuse a body before all of it was sent; its answer says why.
                if connection.sock is None:
                    raise
            return connection.getresponse(), connection
        except TimeoutError as error:
            connection.close()
            raise NoAnswer(
                _("The colour backend did not answer within {seconds:.0f} seconds.").format(
                    seconds=timeout
                )
            ) from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NoAnswer(
                _("The colour backend does not answer ({error}).").format(error=error)
            ) from (error)


def _photo_address(photo: str) -> str:
    return f"/v1/photos/{quote(photo, safe='')}"


def _address(path: str, query: dict[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def _color_address(photo: str, parameters: Parameters | None, size: int | None) -> str:
    return _address(f"{_photo_address(photo)}/color", {**(parameters or {}), "size": size})


def _alternative(
    photo: str, candidate: int, parameters: Parameters | None, size: int | None
) -> tuple[str, bytes]:
    wishes: dict[str, Any] = {"candidate": candidate, **(parameters or {})}
    if size is not None:
        wishes["size"] = size
    return f"{_photo_address(photo)}/alternatives", json.dumps(wishes).encode()


def _whole(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection) -> bytes:
    try:
        return answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(_broke_off()) from error
    finally:
        answer.close()
        connection.close()


def _refusal(status: int, body: bytes) -> BackendError:
    try:
        problem = json.loads(body)
        return BackendError(str(problem["detail"]), str(problem.get("code", "")), status)
    except (ValueError, KeyError, TypeError, AttributeError):
        sentence = _("The colour backend answered with an error ({status}) and did not say why.")
        return BackendError(sentence.format(status=status), status=status)


def _pause(retry_after: str | None) -> float:
    try:
        seconds = float(retry_after or 1.0)
    except ValueError:
        seconds = 1.0
    return min(max(seconds, 0.1), LONGEST_PAUSE)


def _broke_off() -> str:
    return _("The colour backend broke off in the middle of its answer. Please try again.")
