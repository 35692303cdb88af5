# SPDX-License-Identifier: GPL-3.0-or-later
"""What the backend can be asked, one method for each of its calls.

The plug-in and the installer's trial both speak to the backend through this module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import npy
from backend_access.calls import SECONDS_FOR_WORK, BackendCalls, BackendError, NoAnswer
from backend_access.planes import Pixels, Plane

__all__ = ("BackendClient", "BackendError", "NoAnswer", "Parameters", "Pixels", "Plane")

# "temperature", "vividness" and "saturation", or some of them; what is absent is the card's.
Parameters = Mapping[str, float]


class BackendClient(BackendCalls):
    """A running backend; see `BackendCalls` for what every call raises."""

    def health(self) -> dict[str, Any]:
        """Give version, state and device; never waits for a busy backend."""
        return self._facts("GET", "/v1/health", patience=0.0)

    def colorizers(self) -> dict[str, Any]:
        """Give the cards of all colorizers, the default one's name, and what can be installed."""
        return self._facts("GET", "/v1/colorizers")

    def installation(self, colorizer: str) -> dict[str, Any]:
        """Say how far a colorizer is: "state", "done_bytes", "total_bytes" and "reason".

        The state is "shipped", "installed", "absent", "fetching", "preparing", "stopping" or
        "failed".
        """
        return self._facts("GET", _installation_address(colorizer))

    def install(self, colorizer: str) -> dict[str, Any]:
        """Have published weights fetched; comes back at once, as `installation` does."""
        return self._facts("POST", _installation_address(colorizer))

    def stop_or_remove(self, colorizer: str) -> dict[str, Any]:
        """Stop an installation, else remove what is there; as `installation`."""
        return self._facts("DELETE", _installation_address(colorizer), timeout=SECONDS_FOR_WORK)

    def log(self, lines: int) -> list[str]:
        """Give the last lines of the backend's log."""
        return list(self._facts("GET", f"/v1/log?lines={lines}")["lines"])

    def end(self) -> None:
        """Have the backend end; it does so soon after this call has come back."""
        self._facts("DELETE", "/v1/process", patience=0.0)

    def post_photo(
        self,
        body: bytes,
        content_type: str = npy.CONTENT_TYPE,
        colorizer: str | None = None,
        working_size: int | None = None,
        follows: str | None = None,
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
        working_size : int, optional
            Pixels of the short side at which the network looks, 64..1024; the colorizer's own
            when None.
        follows : str, optional
            The photo of the frame before this one in a film, whose colours this one continues.

        Returns
        -------
        dict
            "id" for the other calls, "height", "width", "dtype", "working_size", "notes" for the
            user, ...
        """
        query = {"colorizer": colorizer, "working_size": working_size, "follows": follows}
        return self._facts(
            "POST", _address("/v1/photos", query), body, content_type, timeout=SECONDS_FOR_WORK
        )

    def style(
        self, photo: str, body: bytes, content_type: str = npy.CONTENT_TYPE
    ) -> dict[str, Any]:
        """Send another photo, in whose style this one is coloured; the facts of a new photo."""
        address = f"{_photo_address(photo)}/style"
        return self._facts("POST", address, body, content_type, timeout=SECONDS_FOR_WORK)

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

    def confidence(self, photo: str, size: int | None = None, measure: str | None = None) -> Plane:
        """Give how sure the colorizer is of each pixel, float32, 0..1.

        Parameters
        ----------
        measure : {"top", "ratio"}, optional
            The probability of the likeliest colour, or how far it surpasses the second.
        """
        query = {"size": size, "measure": measure}
        return Plane(*self._call("GET", _address(f"{_photo_address(photo)}/confidence", query)))

    def regions(self, photo: str, count: int | None = None) -> Plane:
        """Give the automatic regions, at most `count`: at each pixel the number of its region.

        The plane has the photo's proportions and the working size; ``str(number)`` is the name of
        a region for the other calls.
        """
        address = _address(f"{_photo_address(photo)}/regions", {"count": count})
        return Plane(*self._call("GET", address))

    def parts(self, photo: str) -> list[list[int]]:
        """Give the numbers of the automatic regions that are probably of one thing, by thing."""
        answer = self._facts("GET", f"{_photo_address(photo)}/parts", timeout=SECONDS_FOR_WORK)
        return [[int(number) for number in part] for part in answer["parts"]]

    def draw_region(self, photo: str, plane: bytes) -> str:
        """Send a mask as ``.npy``, of any size with the photo's proportions; give its name."""
        address = f"{_photo_address(photo)}/regions"
        answer = self._facts("POST", address, plane, npy.CONTENT_TYPE, timeout=SECONDS_FOR_WORK)
        return str(answer["region"])

    def region_mask(self, photo: str, region: str, size: int | None = None) -> Plane:
        """Give the mask of a region with its soft border along the photo's edges, uint8."""
        name = quote(region, safe="")
        address = _address(f"{_photo_address(photo)}/regions/{name}", {"size": size})
        return Plane(*self._call("GET", address))

    def candidates(self, photo: str, count: int, region: str | None = None) -> list[dict[str, Any]]:
        """Give up to `count` candidates, likeliest first.

        Parameters
        ----------
        region : str, optional
            One region, whose first candidate is its automatic colour; without it the candidates
            are those of the least certain parts of the photo.

        Returns
        -------
        list of dict
            "index", "name", "probability", "srgb", "ab", "region", the name of its region, and
            "content", what that shows or None.
        """
        wishes = _given({"count": count, "region": region})
        answer = self._facts(
            "POST",
            f"{_photo_address(photo)}/candidates",
            json.dumps(wishes).encode(),
            timeout=SECONDS_FOR_WORK,
        )
        return list(answer["candidates"])

    def alternative(
        self,
        photo: str,
        candidate: int,
        parameters: Parameters | None = None,
        size: int | None = None,
        region: str | None = None,
        everywhere: bool = False,
    ) -> Pixels:
        """Give the picture that is built around the candidate of that index.

        The index counts in the list that `candidates` gives for the same `region`. `everywhere`
        gives the candidate's colours beyond the region too, for a layer with a mask.
        """
        wishes = _alternative(photo, candidate, parameters, size, region, everywhere)
        return Pixels(*self._call("POST", *wishes))

    def alternative_png(
        self,
        photo: str,
        candidate: int,
        parameters: Parameters | None = None,
        size: int | None = None,
        region: str | None = None,
    ) -> bytes:
        """Give the picture that is built around a candidate as a PNG file."""
        return self._png("POST", *_alternative(photo, candidate, parameters, size, region))

    def hints(
        self,
        photo: str,
        strokes: bytes,
        parameters: Parameters | None = None,
        size: int | None = None,
    ) -> Pixels:
        """Give the picture that honours the artist's strokes.

        Parameters
        ----------
        strokes : bytes
            (H, W, 4) sRGB and alpha as ``.npy``, uint8 or uint16, of any size with the photo's
            proportions.
        """
        query = {**(parameters or {}), "size": size}
        address = _address(f"{_photo_address(photo)}/hints", query)
        return Pixels(*self._call("POST", address, strokes, npy.CONTENT_TYPE))

    def delete(self, photo: str) -> None:
        """Let the backend forget a photo."""
        answer, connection = self._call("DELETE", _photo_address(photo))
        answer.close()
        connection.close()


def _installation_address(colorizer: str) -> str:
    return f"/v1/colorizers/{quote(colorizer, safe='')}/installation"


def _photo_address(photo: str) -> str:
    return f"/v1/photos/{quote(photo, safe='')}"


def _given(wishes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wishes.items() if value is not None}


def _address(path: str, query: dict[str, Any]) -> str:
    given = _given(query)
    return f"{path}?{urlencode(given)}" if given else path


def _color_address(photo: str, parameters: Parameters | None, size: int | None) -> str:
    return _address(f"{_photo_address(photo)}/color", {**(parameters or {}), "size": size})


def _alternative(
    photo: str,
    candidate: int,
    parameters: Parameters | None,
    size: int | None,
    region: str | None,
    everywhere: bool = False,
) -> tuple[str, bytes]:
    wishes = {"candidate": candidate, "size": size, "region": region, **(parameters or {})}
    wishes["everywhere"] = everywhere or None
    return f"{_photo_address(photo)}/alternatives", json.dumps(_given(wishes)).encode()
