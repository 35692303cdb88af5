# SPDX-License-Identifier: GPL-3.0-or-later
"""Small weights "of authors", published by a server of this computer.

Run as a program it is a backend that can install them: its arguments are those of gimp-colorize.
"""

from __future__ import annotations

import hashlib
import io
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch

from models import registry
from models.networks.colorunet2018 import ColorUNet2018
from models.networks.registration import register
from models.published.releases import RELEASES, AuthorsRelease

NAME = "small-unet"
_PIECE = 1 << 14


@register(NAME)
class SmallUNet(ColorUNet2018):
    """A network for which the program brings no weights."""


class ReleaseServer(ThreadingHTTPServer):
    """Serves one file as slowly as it is told.

    Attributes
    ----------
    pause : float
        Seconds after each of its pieces.
    status : int
        An error with which it answers; 0 for none.
    asked : list of str or None
        The ranges that were asked for.
    """

    daemon_threads = True

    def __init__(self, content: bytes, pause: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.pause = pause
        self.status = 0
        self.asked: list[str | None] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ReleaseServer

    def do_GET(self) -> None:
        asked, content = self.headers["Range"], self.server.content
        self.server.asked.append(asked)
        if self.server.status:
            self.send_error(self.server.status)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        for first in range(start, len(content), _PIECE):
            try:
                self.wfile.write(content[first : first + _PIECE])
            except OSError:  # whoever asked has gone
                return
            time.sleep(self.server.pause)

    def log_message(self, *arguments: object) -> None:
        pass


def checkpoint() -> bytes:
    """A published file: the tensors of a small network, with random values."""
    torch.manual_seed(8)
    file = io.BytesIO()
    torch.save(registry.network(NAME)().state_dict(), file)
    return file.getvalue()


def release(server: ReleaseServer) -> AuthorsRelease:
    """What the program would know of the file."""
    return replace(
        RELEASES["zhang2016"],
        name=NAME,
        title="Small U-Net (authors' weights)",
        description="Few, frequent colours; quick on old computers. For photos of landscapes.",
        paper="An Author: A Small Network, 2018",
        licence="MIT",
        data="a thousand photos",
        file_name="small.pth",
        addresses=(f"http://127.0.0.1:{server.server_port}/small.pth",),
        sha256=hashlib.sha256(server.content).hexdigest(),
        size=len(server.content),
    )


if __name__ == "__main__":
    from backend.cli import main

    slow = ReleaseServer(checkpoint(), pause=float(sys.argv.pop(1)))
    nowhere = ("http://127.0.0.1:9/weights.pth",)  # nothing is ever fetched from elsewhere
    others = {name: replace(other, addresses=nowhere) for name, other in RELEASES.items()}
    published = {NAME: release(slow), **others}
    RELEASES.clear()
    RELEASES.update(published)
    main()
