# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies of requests that are refused before they are received, over real sockets."""

import http.client
import io
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from live import backend, call, connect, wait_for_state
from photo_samples import npy

from backend import locations
from backend.connection import Connection

LITTLE = b"x" * (4 << 20)  # of a body: more than waitress keeps in memory
HUGE = {"Content-Length": "6000000000"}
CHUNKED = {"Transfer-Encoding": "chunked"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A backend for which no photo is too large."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLORIZE_AUTO_HOME", str(tmp_path_factory.mktemp("home")))
        with backend("--device", "cpu", "--max-megapixels", "1e12") as process:
            connection = connect(process)
            wait_for_state(connection, "ready")
            yield connection


def temporary_files(connection: Connection) -> list[str]:
    """Files without a name that the backend has open."""
    folder = Path(f"/proc/{connection.pid}/fd")
    found = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):  # closed meanwhile
            found.append(os.readlink(entry))  # noqa: PTH115
    return [path for path in found if path.endswith("(deleted)")]


def refusal(
    connection: Connection, headers: dict[str, str]
) -> tuple[http.client.HTTPResponse, dict]:
    """Send the beginning of a large body, and give the answer after which the backend hangs up."""
    address = urlsplit(connection.url)
    given = {"Host": "127.0.0.1", "Content-Type": "application/x-npy", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    with socket.create_connection((address.hostname, address.port), timeout=20) as line:
        line.sendall(f"POST /v1/photos HTTP/1.1\r\n{head}\r\n".encode())
        body = LITTLE
        if "Transfer-Encoding" in headers:
            body = b"%x\r\n%s\r\n" % (len(LITTLE), LITTLE)
        with suppress(ConnectionError):  # it may hang up before all of it is sent
            line.sendall(body)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        body = json.loads(answer.read())
        with suppress(ConnectionError):
            assert line.recv(1) == b""
    assert answer.getheader("Content-Type") == "application/problem+json"
    assert answer.getheader("Connection") == "close"
    assert body["status"] == answer.status
    assert temporary_files(connection) == []
    return answer, body


@pytest.mark.parametrize("length", [HUGE, CHUNKED], ids=["length", "chunked"])
def test_without_the_token_no_body_is_received(server: Connection, length: dict[str, str]) -> None:
    for authorization in ({}, {"Authorization": "Bearer wrong"}):
        for waiting in ({}, {"Expect": "100-continue"}):
            answer, body = refusal(server, {**length, **authorization, **waiting})
            assert (answer.status, body["code"]) == (401, "unauthorized")
            assert answer.getheader("WWW-Authenticate") == "Bearer"


@pytest.mark.parametrize("length", [HUGE, CHUNKED], ids=["length", "chunked"])
def test_for_another_host_no_body_is_received(server: Connection, length: dict[str, str]) -> None:
    token = {"Authorization": f"Bearer {server.token}"}
    answer, body = refusal(server, {**length, **token, "Host": "evil.example"})
    assert (answer.status, body["code"]) == (403, "forbidden-host")


def test_a_body_for_which_there_is_no_room_is_not_received(server: Connection) -> None:
    token = {"Authorization": f"Bearer {server.token}"}
    answer, body = refusal(server, {**token, "Content-Length": str(1 << 60)})
    assert (answer.status, body["code"]) == (507, "disk-full")
    assert "MB are free. Free some space there" in body["detail"]


def test_what_follows_a_refused_header_is_not_another_request(server: Connection) -> None:
    hidden = b"DELETE /v1/process HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    hidden += f"Authorization: Bearer {server.token}\r\n\r\n".encode()
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as line:
        line.sendall(
            b"POST /v1/photos HTTP/1.1\r\nHost: evil.example\r\nContent-Length: %d\r\n\r\n%s"
            % (len(hidden), hidden)
        )
        with suppress(ConnectionError):
            while line.recv(1 << 16):
                pass
    time.sleep(0.5)
    assert call(server, "GET", "/health").status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_large_bodies_of_those_who_may_come_whole(server: Connection, chunked: bool) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1000, 1200), dtype=np.uint8)
    body = npy(noise)
    data = io.BytesIO(body) if not chunked else iter([body[:700_000], body[700_000:]])
    headers = {"Content-Type": "application/x-npy"}
    made = call(server, "POST", "/photos?working_size=64", data=data, headers=headers)
    assert made.status_code == 201, made.text + locations.log_file().read_text()
    assert made.json()["width"] == 1200
