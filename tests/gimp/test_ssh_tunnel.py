# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend on another computer, reached as docs/connecting.md says: by an SSH tunnel.

The other computer is this one: an SSH server of its own on the loopback interface, with keys made
for the test, and the tunnel's end is another port than the backend's.
"""

from __future__ import annotations

import getpass
import os
import pty
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from gimp_program import GimpProgram
from pictures import chroma
from plugin_windows import LOOKING, Plugin
from profile_folder import Installed, wait_until_ended
from screen import Screen
from watch import gimp_on_screen

SERVER = "/usr/sbin/sshd"
# The ways of OpenSSH that would need more than a user's own files are off.
CONFIGURATION = """ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
LogLevel DEBUG1
"""
# Runs inside GIMP while the test presses the keys.
SCRIPT = """
image, = Gimp.get_images()
result(ready=True)
INTERACTIVE = Gimp.RunMode.INTERACTIVE
call("plug-in-colorize-settings", None, [], run_mode=INTERACTIVE)
status, text, _group = run(image, image.get_layers(), run_mode=INTERACTIVE, alternatives=0)
keep_seen(image, "after")
result(coloured=[status, text])
"""

# What the dialog says of where the photo goes.
PROMISE = (
    "The photo itself is not changed. It goes to the backend that you started by hand, and nowhere "
    "else."
)


def answers(plugin: Plugin) -> bool:
    """Tell whether the page of the connection says that the backend answers."""
    words = plugin.settled("Colorize: Settings / Status")["words"]
    return any(text.startswith("It answers: version") for text, _fits in words)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(fulfilled: Callable[[], object], seconds: float = 120) -> None:
    give_up = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < give_up, "nothing happened"
        time.sleep(0.2)


@contextmanager
def ssh_server(gimp: GimpProgram, folder: Path) -> Iterator[tuple[list[str], Path]]:
    """Run an SSH server; give the start of the command that reaches it, and its log."""
    where, port, log = gimp.seen(folder), free_port(), folder / "server.log"
    for name in ("host", "user"):
        words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{where}/{name}")
        subprocess.run([*gimp.environment(folder), *words], check=True)
    configuration = CONFIGURATION.format(port=port, folder=where)
    (folder / "configuration").write_text(configuration, encoding="utf-8")
    words = (SERVER, "-D", "-e", "-f", f"{where}/configuration")
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen([*gimp.environment(folder), *words], stderr=stream)
    try:
        wait_until(lambda: "Server listening" in log.read_text(encoding="utf-8"), 20)
        known = f"UserKnownHostsFile={where}/known"
        reach = ("ssh", "-F", "none", "-i", f"{where}/user", "-p", str(port), "-o", known)
        yield [*gimp.environment(folder), *reach, "-o", "StrictHostKeyChecking=no"], log
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def on_a_terminal(command: list[str]) -> Iterator[int]:
    """Run a command in a terminal of its own; give what types into it."""
    process, terminal = pty.fork()
    if not process:
        os.execvp(command[0], command)
    try:
        yield terminal
    finally:
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)
        os.close(terminal)


def test_a_photo_is_coloured_through_a_tunnel(
    installed_alone: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    gimp, folder = installed_alone.gimp, tmp_path / "ssh"
    folder.mkdir()
    if not Path(f"{gimp.enter[1] if gimp.enter else ''}{SERVER}").exists():
        pytest.skip("NOT TESTED WITH SSH: there is no OpenSSH server where GIMP is")
    token, port, end = folder / "colorize-token", free_port(), free_port()
    serve = ("--port", str(port), "--token-file", str(token), "--idle-minutes", "0")
    there = shlex.join(gimp.on_host(*installed_alone.backend_command(), *serve))
    # The plug-in could start one of its own as well, and must not.
    installed_alone.write_facts(start=["/nowhere/python"])
    settings = installed_alone.profile / "plug-in-settings" / "colorize-auto-connection.json"
    with ssh_server(gimp, folder) as (ssh, log):
        tunnel = ("-t", "-L", f"{end}:127.0.0.1:{port}")
        login = f"{getpass.getuser()}@127.0.0.1"
        with on_a_terminal([*ssh, *tunnel, login, there]) as terminal:
            wait_until(lambda: installed_alone.health_state() == "ready")
            process = installed_alone.process()
            looking = {"PYTHONPATH": gimp.seen(LOOKING), "WINDOW_LOOK": gimp.seen(tmp_path)}
            with (
                Screen(gimp, tmp_path) as screen,
                gimp_on_screen(installed_alone, screen, photo, SCRIPT, tmp_path, **looking) as (
                    watch,
                    _main,
                ),
            ):
                window = screen.wait_for_window("^Colorize: Settings / Status$")
                screen.place(window, 400, 150)
                screen.press(window, "alt+n", "alt+h")
                screen.write(window, f"http://127.0.0.1:{end}")
                screen.press(window, "Tab")
                screen.write(window, token.read_text(encoding="utf-8").strip())
                screen.press(window, "alt+t")
                wait_until(lambda: answers(Plugin(tmp_path, "en")))
                screen.picture(artefacts / "tunnel-test.png")
                screen.press(window, "alt+v")
                wait_until(settings.exists)
                time.sleep(2)
                screen.press(window, "alt+b")
                screen.picture(artefacts / "tunnel-backend.png")
                screen.press(window, "alt+c")
                window = screen.wait_for_window(r"^Colorize \(Auto\)$")
                screen.place(window, 250, 120)
                said = Plugin(tmp_path, "en").settled("Colorize (Auto)")["words"]
                screen.picture(artefacts / "tunnel-dialog.png")
                screen.press(window, "alt+o")
                watch.wait_for("coloured")
            # Ctrl+C in the terminal ends the backend over there too, because of -t.
            os.write(terminal, b"\x03")
            wait_until_ended(process)
    promises = [text for text, _fits in said if "The photo itself is not changed" in text]
    assert promises == [PROMISE]
    assert watch.results["coloured"] == ["success", ""]
    assert chroma(np.load(tmp_path / "after.npy")).mean() > 3
    assert f"target 127.0.0.1 port {port}" in log.read_text(encoding="utf-8")
