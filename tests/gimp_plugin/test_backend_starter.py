# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding or starting a backend, with processes that behave well and badly."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import OF_ANOTHER_PROGRAM, TOKEN, Answer, problem, serving

from backend_access import starter as backend_starter
from backend_access.client import BackendError
from backend_access.connection import Connection
from backend_access.starter import NotStarted, ready_backend
from installation import Colorizer, Installation

# A process that says "loading" twice and then what it is told, as the backend does.
PROCESS = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
file, states = Path(sys.argv[1]), sys.argv[2].split(",")
class Handler(BaseHTTPRequestHandler):
    def log_message(self, *about): pass
    def do_GET(self):
        state = states.pop(0) if len(states) > 1 else states[0]
        if state == "gone": os._exit(3)
        body = json.dumps({"version": "0.1.0", "state": state, "reason": "No memory."}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body)))
        self.end_headers(); self.wfile.write(body)
server = HTTPServer(("127.0.0.1", 0), Handler)
print("last words", flush=True)
new = file.with_suffix(".new")
new.write_text(json.dumps({"url": f"http://127.0.0.1:{server.server_port}", "token": "t",
                           "pid": os.getpid(), "version": "0.1.0", "cwd": os.getcwd(),
                           "session": os.getsid(0), "python": os.environ.get("PYTHONHOME")}))
new.replace(file)
server.serve_forever()
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    compact = Colorizer("compact", "Compact")
    file = tmp_path / "state" / "connection.json"
    yield Installation(
        "0.1.0",
        (sys.executable, "-c", PROCESS, str(file), "loading,loading,ready"),
        file,
        tmp_path / "state" / "backend.log",
        (compact,),
        compact,
    )
    with contextlib.suppress(OSError, ValueError, KeyError):
        os.kill(json.loads(file.read_text())["pid"], signal.SIGKILL)


def leave(installation: Installation, connection: Connection) -> None:
    """Leave a connection.json, as a backend does."""
    installation.connection.parent.mkdir(exist_ok=True)
    url = f"http://{connection.host}:{connection.port}"
    facts = {"url": url, "token": connection.token, "version": "0.1.0"}
    installation.connection.write_text(json.dumps(facts))


def health(**facts: object) -> Answer:
    return Answer(json.dumps({"version": "0.1.0", "state": "ready", "pid": 7, **facts}).encode())


def test_takes_the_backend_that_runs(installation: Installation) -> None:
    nothing_to_start = replace(installation, start=("/nowhere",))
    with serving(lambda request: health(state="busy")) as connection:
        leave(installation, connection)
        client = ready_backend(nothing_to_start, lambda text: None)
        assert client.health()["state"] == "busy"
        assert client.connection.token == TOKEN


def test_starts_one_and_says_what_it_waits_for(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    said: list[str] = []
    client = ready_backend(installation, said.append)
    assert client.health()["state"] == "ready"
    assert any(text.startswith("Starting the colour backend") for text in said)
    assert any(text.startswith("Loading the colorizer") for text in said)
    started = json.loads(installation.connection.read_text())
    # It outlives who started it, stands in nobody's way, and knows nothing of GIMP's Python.
    assert started["session"] != os.getsid(0)
    assert Path(started["cwd"]) == Path.home()
    assert started["python"] is None


def test_starts_one_when_the_old_one_is_gone(installation: Installation) -> None:
    leave(installation, Connection("127.0.0.1", 9, "t", "0.1.0"))
    assert ready_backend(installation, lambda text: None).health()["state"] == "ready"


@pytest.mark.parametrize("answer", [*OF_ANOTHER_PROGRAM, Answer(b"{}")])
def test_starts_one_when_another_program_has_the_port(
    answer: Answer, installation: Installation
) -> None:
    with serving(lambda request: answer) as connection:
        leave(installation, connection)
        client = ready_backend(installation, lambda text: None)
        assert client.connection.port != connection.port


def test_starts_none_beside_a_backend_that_refuses(installation: Installation) -> None:
    refusal = problem(500, "internal-error", "The backend made a mistake.")
    with serving(lambda request: refusal) as connection:
        leave(installation, connection)
        with pytest.raises(BackendError) as caught:
            ready_backend(installation, lambda text: None)
    assert caught.value.code == "internal-error"


def test_names_both_versions(installation: Installation) -> None:
    with serving(lambda request: health(version="0.0.9")) as connection:
        leave(installation, connection)
        with pytest.raises(BackendError, match=r"process 7.*0\.0\.9.*0\.1\.0"):
            ready_backend(installation, lambda text: None)


def test_gives_the_reason_of_a_failed_backend(installation: Installation) -> None:
    failing = replace(installation, start=(*installation.start[:-1], "loading,failed"))
    with pytest.raises(NotStarted, match="No memory"):
        ready_backend(failing, lambda text: None)


def test_gives_the_last_words_of_one_that_dies_while_loading(installation: Installation) -> None:
    dying = replace(installation, start=(*installation.start[:-1], "loading,gone"))
    with pytest.raises(NotStarted, match="last words"):
        ready_backend(dying, lambda text: None)


def test_gives_the_last_words_of_one_that_does_not_start(installation: Installation) -> None:
    code = "import sys; print('x\\n' * 50, flush=True); sys.exit('disk full')"
    with pytest.raises(NotStarted, match="code 1") as caught:
        ready_backend(replace(installation, start=(sys.executable, "-c", code)), lambda text: None)
    assert str(caught.value).endswith("disk full")
    assert len(str(caught.value).splitlines()) <= 14


def test_gives_the_end_of_the_log_of_one_that_never_listens(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend_starter, "SECONDS_TO_LISTEN", 0.5)
    installation.log.parent.mkdir()
    installation.log.write_text("Waiting for the disk ü 漢\n", encoding="utf-8")
    silent = replace(installation, start=(sys.executable, "-c", "import time; time.sleep(5)"))
    with pytest.raises(NotStarted, match="Waiting for the disk ü 漢"):
        ready_backend(silent, lambda text: None)


@pytest.mark.parametrize(
    ("python", "command"),
    [
        ("/nowhere/bin/python", "“/nowhere/bin/gimp-colorize serve”"),
        ("/no where/bin/python", "“'/no where/bin/gimp-colorize' serve”"),
    ],
)
def test_says_how_to_start_by_hand_when_the_program_is_missing(
    python: str, command: str, installation: Installation
) -> None:
    with pytest.raises(NotStarted, match=re.escape(command)):
        ready_backend(replace(installation, start=(python,)), lambda text: None)


@pytest.fixture
def way_of_starting(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give how a backend would be started, once it was tried by calling this."""
    ways: list[dict[str, Any]] = []

    def refuse(command: tuple[str, ...], **way: Any) -> None:
        ways.append(way)
        raise OSError("not now")

    def tried() -> dict[str, Any]:
        monkeypatch.setattr(subprocess, "Popen", refuse)
        with pytest.raises(NotStarted, match="not now"):
            ready_backend(installation, lambda text: None)
        return ways[0]

    return tried


def test_windows_shows_no_console(way_of_starting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = {"CREATE_NO_WINDOW": 0x08000000, "CREATE_NEW_PROCESS_GROUP": 0x200}
    for name, value in {**flags, "DETACHED_PROCESS": 8}.items():
        monkeypatch.setattr(subprocess, name, value, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    # DETACHED_PROCESS would have the real Python, behind the environment's, open a console.
    assert way_of_starting()["creationflags"] == sum(flags.values())


@pytest.mark.parametrize(("app_image", "handed_on"), [("/tmp/.mount_gimp", None), (None, "/cuda")])
def test_libraries_of_gimps_appimage_do_not_reach_the_backend(
    app_image: str | None,
    handed_on: str | None,
    way_of_starting: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("APPDIR", raising=False)
    if app_image is not None:
        monkeypatch.setenv("APPDIR", app_image)
    for name in ("LD_PRELOAD", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, "/cuda")
    environment = way_of_starting()["env"]
    assert environment.get("LD_PRELOAD") == environment.get("LD_LIBRARY_PATH") == handed_on
    assert environment["PATH"] == os.environ["PATH"]
