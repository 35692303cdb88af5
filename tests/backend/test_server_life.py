# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend as a process: alive or gone, one per user, nothing stale."""

import http.client
import io
import json
import os
import signal
import socket
import stat
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from live import PATIENCE, backend, call, connect, run, wait_for_state
from photo_samples import BOATS, from_npy, npy, ramp
from PIL import Image

from backend import locations
from backend.connection import Connection, read_connection, write_connection
from models import registry

NPY = {"Content-Type": "application/x-npy"}


def port_of(connection: Connection) -> int:
    port = urlsplit(connection.url).port
    assert port is not None
    return port


def test_the_whole_way_over_a_live_loopback_server():
    with backend() as process:
        connection = connect(process)
        assert connection.url.startswith("http://127.0.0.1:")
        health = wait_for_state(connection, "ready")
        assert health["pid"] == process.pid

        image = Image.open(BOATS).convert("L").resize((320, 256))
        answer = call(connection, "POST", "/photos", data=npy(np.asarray(image)), headers=NPY)
        assert answer.status_code == 201
        photo = f"/photos/{answer.json()['id']}"
        color = from_npy(call(connection, "GET", f"{photo}/color").content)
        assert color.shape == (256, 320, 3)
        ab = from_npy(call(connection, "GET", f"{photo}/ab?size=50").content)
        assert ab.shape == (40, 50, 2)
        answer = call(connection, "POST", f"{photo}/candidates", json={"count": 1})
        assert answer.status_code == 200, answer.text + locations.log_file().read_text()
        found = answer.json()
        index = found["candidates"][0]["index"]
        other = call(connection, "POST", f"{photo}/alternatives", json={"candidate": index})
        assert not np.array_equal(from_npy(other.content), color)
        assert call(connection, "DELETE", photo).status_code == 204
        gone = call(connection, "GET", f"{photo}/color")
        assert gone.json()["code"] == "photo-forgotten"

        wrong = call(connection, "GET", "/health", headers={"Authorization": "Bearer no"})
        assert wrong.json()["code"] == "unauthorized"
        rebound = call(connection, "GET", "/health", headers={"Host": "evil.example"})
        assert rebound.json()["code"] == "forbidden-host"

        # A second start finds the first, and the first lives on.
        second = run("serve")
        assert second.returncode == 0
        assert connection.url in second.stdout
        assert read_connection(locations.connection_file()) == connection

        # Uploads that break off, or lie about their size, harm nobody.
        for claimed, body in ((10_000, b"\x93NUMPY"), (1 << 50, b"x")):
            line = http.client.HTTPConnection("127.0.0.1", port_of(connection), timeout=30)
            line.putrequest("POST", "/v1/photos")
            line.putheader("Authorization", f"Bearer {connection.token}")
            line.putheader("Content-Type", "application/x-npy")
            line.putheader("Content-Length", str(claimed))
            line.endheaders(body)
            if claimed > 10_000:
                assert line.getresponse().status == 413
            line.close()
        assert call(connection, "GET", "/health").json()["state"] == "ready"

        if os.name == "posix":
            file = locations.connection_file()
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert connection.token not in locations.log_file().read_text(encoding="utf-8")

        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert not locations.connection_file().exists()


def test_a_photo_that_is_too_large_is_refused_in_words_and_16_bits_are_not():
    with backend("--max-megapixels", "0.1") as process:
        connection = connect(process)
        wait_for_state(connection, "ready")
        largest = np.full((250, 400, 4), 40_000, np.uint16)  # strokes of 16 bits: 800 kB
        gray = npy(np.ascontiguousarray(largest[..., 0]))
        made = call(connection, "POST", "/photos", data=gray, headers=NPY)
        where = f"/photos/{made.json()['id']}/hints"
        painted = call(connection, "POST", where, data=npy(largest), headers=NPY)
        assert painted.status_code == 200, painted.text
        too_much = np.zeros((1000, 1000), np.uint8)
        refused = call(connection, "POST", "/photos", data=npy(too_much), headers=NPY)
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert (refused.status_code, refused.json()["code"]) == (413, "too-large")


def test_it_says_how_it_is_however_many_do_not_read_their_pixels():
    with backend() as process:
        connection = connect(process)
        wait_for_state(connection, "ready")
        gray = npy(np.tile(np.arange(3000, dtype=np.uint16), (2000, 1)))
        made = call(connection, "POST", "/photos", data=gray, headers=NPY)
        photo = f"/photos/{made.json()['id']}"
        asked = []
        for _ in range(8):
            line = http.client.HTTPConnection("127.0.0.1", port_of(connection), timeout=30)
            headers = {"Authorization": f"Bearer {connection.token}"}
            line.request("GET", f"/v1{photo}/ab", headers=headers)  # 48 MB, which nobody reads
            asked.append(line)
        end = time.monotonic() + PATIENCE
        while (refused := call(connection, "GET", f"{photo}/ab?size=50")).status_code != 503:
            assert time.monotonic() < end, refused.status_code
        assert refused.json()["code"] == "busy"
        assert int(refused.headers["Retry-After"]) > 0
        assert call(connection, "GET", "/health").json()["state"] == "ready"
        for line in asked:
            line.close()
        while call(connection, "GET", f"{photo}/ab?size=50").status_code != 200:
            assert time.monotonic() < end
        assert call(connection, "DELETE", photo).status_code == 204


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_it_cleanly_even_while_it_loads(name):
    number = getattr(signal, name)
    # Tests that run in the background ignore some signals, and processes would inherit that.
    before = signal.signal(number, signal.SIG_DFL)
    with ExitStack() as stack:
        stack.callback(signal.signal, number, before)
        process = stack.enter_context(backend())
        connect(process)
        process.send_signal(number)
        assert process.wait(30) == 0
        assert not locations.connection_file().exists()
        assert "Ended" in locations.log_file().read_text(encoding="utf-8")


def test_a_killed_backend_leaves_nothing_stale():
    with backend() as process:
        first = connect(process)
        process.kill()
        process.wait(30)
        assert locations.connection_file().exists()
        assert not first.answers()
    with backend() as process:
        second = connect(process)
        assert second.answers()
        assert second.token != first.token
        log = locations.log_file().read_text(encoding="utf-8")
        assert log.count("====") == 4  # both starts have their section


def test_a_connection_file_of_rubbish_does_not_matter(home):
    (home / "state").mkdir(parents=True)
    locations.connection_file().write_text("{rubbish")
    with backend() as process:
        assert connect(process).answers()


def test_it_ends_by_itself_when_nobody_calls():
    with backend("--idle-minutes", "0.05") as process:
        connection = connect(process)
        wait_for_state(connection, "ready")
        answer = call(connection, "POST", "/photos", data=npy(ramp()), headers=NPY)
        color = f"/photos/{answer.json()['id']}/color"
        assert len(from_npy(call(connection, "GET", color).content)) == len(ramp())
        png = call(connection, "GET", color, headers={"Accept": "image/png"})
        assert Image.open(io.BytesIO(png.content)).size == ramp().shape[::-1]
        assert process.wait(60) == 0
        assert not locations.connection_file().exists()


def test_a_taken_port_is_said_clearly(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
    assert "Traceback" not in result.stderr
    assert f"Port {port} is taken" in locations.log_file().read_text(encoding="utf-8")
    assert not locations.connection_file().exists()


def test_a_chosen_port_is_used():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with backend("--port", str(port)) as process:
        assert port_of(connect(process)) == port


def test_a_device_that_is_not_there_is_a_failed_state():
    with backend("--device", "mps" if sys.platform != "darwin" else "cuda") as process:
        connection = connect(process)
        health = wait_for_state(connection, "failed", "ready")
        if health["state"] == "ready":
            pytest.skip("this computer has every device")
        assert "device" in health["reason"]
        answer = call(connection, "POST", "/photos", data=npy(ramp()), headers=NPY)
        assert answer.status_code == 500
        assert answer.json()["detail"] == health["reason"]


def test_a_folder_that_cannot_be_used_is_said_clearly(home):
    home.write_text("a file where the folder should be")
    result = run("serve")
    assert result.returncode == 1
    assert str(home) in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["backend.log", "connection.json"])
def test_a_file_that_cannot_be_used_is_said_clearly(home, name):
    (home / "state" / name).mkdir(parents=True)
    result = run("serve")
    assert result.returncode == 1
    assert str(home / "state" / name) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_connection_is_written_whole_and_privately(tmp_path):
    file = tmp_path / "connection.json"
    connection = Connection("http://127.0.0.1:1", "secret", 1, "0")
    write_connection(file, connection)
    assert read_connection(file) == connection
    assert json.loads(file.read_text())["token"] == "secret"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == [file.name]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not connection.answers()


def test_the_default_is_among_the_colorizers():
    assert registry.DEFAULT in registry.names()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_from_photo_to_photo():
    def resident(pid: int) -> int:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

    gray = np.random.default_rng(0).integers(0, 256, (1000, 2000), dtype=np.uint8)
    sizes = []
    with backend() as process:
        connection = connect(process)
        wait_for_state(connection, "ready")
        for _ in range(32):
            answer = call(connection, "POST", "/photos", data=npy(gray), headers=NPY)
            photo = f"/photos/{answer.json()['id']}"
            assert len(call(connection, "GET", f"{photo}/color").content) > 3 * gray.size
            call(connection, "DELETE", photo)
            sizes.append(resident(process.pid))
    # Threads warm up at first, on a busy machine over twelve photos, and what is used rises and
    # falls by 60 MB from photo to photo. Ten photos later none of them, 8 MB with its colours, may
    # be left.
    assert min(sizes[22:]) < min(sizes[12:22]) + 40, sizes
