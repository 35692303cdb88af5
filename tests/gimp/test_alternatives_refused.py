# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that refuses or fails while alternatives are made leaves the image as it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from profile_folder import Installed

SCRIPT = """
image = load(FACTS["photo"])
photo, = image.get_layers()
before = state(image)
texts = []
for region in range(4):
    texts.append(call("plug-in-colorize-alternatives", image, [photo], region=region)[:2])
result(texts=texts, untouched=state(image) == before, images=len(Gimp.get_images()))
"""
REFUSAL = "This colorizer knows of one colour for each place, so there is nothing to choose from."
WIDTH, HEIGHT = 1024, 819
CANDIDATES = [
    {"index": index, "name": "red", "probability": 0.4, "srgb": [200, 30, 30], "region": "0"}
    for index in range(2)
]


def plane(*shape: int) -> bytes:
    header = repr({"descr": "|u1", "fortran_order": False, "shape": shape}).encode()
    header += b" " * (-(10 + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(np.prod(shape))


class Backend(BaseHTTPRequestHandler):
    """Each region fails in its own way: 0 has one colour, the picture of 1 breaks off, the picture
    of 2 and the mask of 3 are of another size."""

    def log_message(self, *_about: object) -> None:
        pass

    def respond(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        region = json.loads(sent).get("region") if sent.startswith(b"{") else None
        if path.endswith("/candidates") and region == "0":
            self.answer(json.dumps({"detail": REFUSAL, "code": "no-distribution"}).encode(), 409)
        elif path.endswith("/candidates"):
            self.answer(json.dumps({"candidates": CANDIDATES}).encode())
        elif path.endswith("/alternatives") and region == "1":
            self.answer(plane(HEIGHT, WIDTH, 3), broken_off=True)
        elif path.endswith("/alternatives"):
            self.answer(plane(HEIGHT, 7 if region == "2" else WIDTH, 3))
        elif "/regions/" in path:
            self.answer(plane(HEIGHT, 7 if path.endswith("/3") else WIDTH))
        else:
            facts: dict[str, Any] = {"state": "ready", "version": "test", "id": "a"}
            self.answer(json.dumps(facts).encode())

    def answer(self, body: bytes, status: int = 200, broken_off: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if broken_off else body)

    do_GET = do_POST = respond  # noqa: N815  (http.server's names)


@pytest.fixture
def failing(installed_alone: Installed) -> Iterator[Installed]:
    """Give a profile whose backend fails."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    installed_alone.write_facts(version="test")
    installed_alone.connection.parent.mkdir(parents=True)
    facts = {"url": f"http://127.0.0.1:{server.server_port}", "token": "t", "version": "test"}
    installed_alone.connection.write_text(json.dumps(facts), encoding="utf-8")
    try:
        yield installed_alone
    finally:
        server.shutdown()
        server.server_close()


def test_the_image_stays_as_it_was_and_a_sentence_says_why(failing: Installed, photo: Path) -> None:
    facts = failing.gimp.batch(failing.profile, SCRIPT, photo=photo)
    one_color, broken_off, small_picture, small_mask = facts["texts"]
    assert REFUSAL in one_color[1]
    assert "broke off" in broken_off[1]
    assert "a picture of another size" in small_picture[1]
    assert "a mask of another size" in small_mask[1]
    assert all(status != "success" for status, _text in facts["texts"])
    assert facts["untouched"]
    assert facts["images"] == 1
