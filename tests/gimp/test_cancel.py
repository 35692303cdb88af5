# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP's Cancel ends the plug-in's process at once; the image must be as it was."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from profile_folder import Installed

# Ends the plug-in as GIMP does on Cancel: by SIGKILL, once the backend holds it up.
SCRIPT = """
import pathlib, signal, threading, time
def end_plug_in():
    while not os.path.exists(FACTS["held_up"]): time.sleep(0.05)
    time.sleep(0.5)
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try: words = (folder / "cmdline").read_bytes().split(b"\\0")
        except OSError: continue
        if FACTS["entry"].encode() in words: os.kill(int(folder.name), signal.SIGKILL)
# What a command in another window works on.
living = Gimp.Image.new(8, 8, Gimp.ImageBaseType.RGB)
living.attach_parasite(Gimp.Parasite.new("colorize-auto-scratch", 0, str(os.getpid()).encode()))
for name, arguments in FACTS["calls"].items():
    if os.path.exists(FACTS["held_up"]): os.remove(FACTS["held_up"])
    image = load(FACTS["photo"])
    add_layer(image, image.get_layers()[0].type(), "second frame", position=1)
    photo = image.get_layers()[0]
    before = state(image)
    if name in FACTS["with_strokes"]:
        strokes = add_layer(image, Gimp.ImageType.GRAYA_IMAGE, "Colour hints", size=(9, 9))
        strokes.fill(Gimp.FillType.FOREGROUND)
        before = state(image)
    if "style_layer" in arguments: arguments["style_layer"] = image.get_layers()[1]
    ending = threading.Thread(target=end_plug_in)
    ending.start()
    status, text, _given = call(name, image, [photo], **arguments)
    ending.join()
    images = [len(Gimp.get_images())]
    call("plug-in-colorize-auto", image, [])  # the next command, which has nothing to colour
    images.append(len(Gimp.get_images()))
    result(**{name: dict(status=status, before=before, after=state(image), images=images)})
    image.delete()
result(living=living.is_valid())
"""
COMMANDS: dict[str, dict[str, Any]] = {
    "plug-in-colorize-auto": {"alternatives": 0},
    "plug-in-colorize-alternatives": {"region": 0, "candidate": 1},
    "plug-in-colorize-confidence": {},
    "plug-in-colorize-unsure": {},
    "plug-in-colorize-hints": {},
    "plug-in-colorize-frames": {},
    "plug-in-colorize-style": {"style_layer": 1},
}
# Of each moment, the commands that find strokes: only where there are some do pixels come.
MOMENTS = {"while the network looks": [], "while pixels arrive": ["plug-in-colorize-hints"]}
HEIGHT, WIDTH = 819, 1024
CANDIDATE = {"index": 0, "name": "blue", "probability": 0.3, "srgb": [40, 60, 120], "ab": [0, -30]}
# What a backend says before any pixels come, by the end of the address.
ANSWERS: dict[str, Any] = {
    "/v1/health": {"state": "ready", "version": "test"},
    "/candidates": {"candidates": [CANDIDATE, {**CANDIDATE, "index": 1}]},
    "/style": {"id": "b"},
    "size=128": np.full((102, 128), 255, np.uint8),
    "size=256": np.linspace(0, 1, 205 * 256, dtype=np.float32).reshape(205, 256),
}


@pytest.fixture(params=list(MOMENTS))
def held_up(
    request: pytest.FixtureRequest, installed_alone: Installed
) -> Iterator[tuple[str, Path]]:
    """Give when a backend says no more, and the file that appears as soon as it is waited for."""
    mark = installed_alone.profile.parent / "held-up"
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_about: object) -> None:
            pass

        def respond(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            known = dict(ANSWERS)
            if request.param == "while pixels arrive":
                known["/v1/photos"] = {"id": "a"}
            address = self.path if "size=" in self.path else self.path.partition("?")[0]
            answers = [answer for end, answer in known.items() if address.endswith(end)]
            if answers:
                self.say(answers[0])
            else:
                self.hold_up()

        def say(self, answer: Any) -> None:
            body = io.BytesIO()
            if isinstance(answer, np.ndarray):
                np.save(body, answer)
            else:
                body.write(json.dumps(answer).encode())
            self.send_response(200)
            self.send_header("Content-Length", str(len(body.getvalue())))
            self.end_headers()
            self.wfile.write(body.getvalue())

        def hold_up(self) -> None:
            """Begin a picture, or a plane, and never come to its end."""
            body = io.BytesIO()
            whole = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
            if "/confidence" in self.path:
                whole = np.full((HEIGHT, WIDTH), 0.5, np.float32)
            np.save(body, whole)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.getvalue()[: len(body.getvalue()) // 3])
            self.wfile.flush()
            mark.touch()
            over.wait(120)

        do_GET = do_POST = respond  # noqa: N815  (http.server's names)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    installed_alone.write_facts(version="test")
    installed_alone.connection.parent.mkdir(parents=True)
    url = f"http://127.0.0.1:{server.server_port}"
    facts = {"url": url, "token": "t", "version": "test"}
    installed_alone.connection.write_text(json.dumps(facts), encoding="utf-8")
    try:
        yield request.param, mark
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_cancel_leaves_the_image_as_it_was(
    held_up: tuple[str, Path], installed_alone: Installed, photo: Path
) -> None:
    when, mark = held_up
    facts = installed_alone.gimp.batch(
        installed_alone.profile,
        SCRIPT,
        photo=photo,
        held_up=mark,
        entry=installed_alone.plug_in / "colorize_auto.py",
        calls=COMMANDS,
        with_strokes=MOMENTS[when],
    )
    for name in COMMANDS:
        assert facts[name]["status"] != "success", name
        assert facts[name]["after"] == facts[name]["before"], name
        assert facts[name]["images"][-1] == 2, name
    # The one out of sight on which it worked stays behind until the next command.
    assert facts["plug-in-colorize-auto"]["images"] == [3, 2]
    assert facts["living"]
