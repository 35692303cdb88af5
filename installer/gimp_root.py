# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian folder with a real GIMP 3 in it, for tests on machines that have none.

Everything that needs mounts runs in a mount namespace of its own (``unshare --mount``): the mounts
end with the process, however it ends, and deleting the folder can never reach what was mounted.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from installer import debian_mirror, environment
from installer.errors import CommandFailed, InstallationError
from installer.locations import CHECKOUT
from installer.machine import Machine
from installer.narration import Narration
from installer.running import run_visibly

SUITE = "trixie"
_PACKAGES = (
    "gimp",
    "python3-gi",
    "gir1.2-gimp-3.0",
    "xvfb",
    "xdotool",
    "imagemagick",
    "dbus-x11",
    "fonts-dejavu-core",
)
_COMPLETE = "etc/colorize-auto-gimp.complete"
_NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--")
_PASSED_ON = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def why_impossible(machine: Machine) -> str | None:
    """Say why such a folder cannot be made or used here; None where it can."""
    if machine.system != "linux" or not machine.program("apt-get"):
        return "this is neither Debian nor Ubuntu"
    if not machine.is_root:
        return "that needs root"
    try:
        allowed = subprocess.run([*_NAMESPACE, "true"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "the program 'unshare' does not work here"
    if allowed.returncode != 0:
        return "mounting is not permitted here (a container without that right?)"
    return None


def is_complete(root: Path) -> bool:
    """Tell whether the folder holds an installed GIMP."""
    return (root / _COMPLETE).exists() or (
        (root / "usr/bin/gimp-console").exists() and not (root / "debootstrap").exists()
    )


def build(root: Path, machine: Machine, narration: Narration) -> None:
    """Make the folder: Debian by debootstrap, then GIMP by apt (two to five minutes).

    Raises
    ------
    InstallationError
        A step failed; the text holds its last lines.
    """
    log = root.with_name(f"{root.name}.log")
    root.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
    try:
        if not machine.program("debootstrap"):
            _apt_install(["debootstrap", "debian-archive-keyring"], machine, narration, log)
        if (root / "debootstrap").exists() or not (root / "usr/bin/apt-get").exists():
            remove(root)
            _run(
                [*_NAMESPACE, *_debootstrap(root, machine)],
                f"Unpacking Debian {SUITE}",
                machine,
                narration,
                log,
            )
        _run(
            [*_NAMESPACE, sys.executable, "-m", "installer.gimp_root", str(root), "install"],
            "Installing GIMP",
            machine,
            narration,
            log,
        )
    except CommandFailed as error:
        raise InstallationError(f"{error}\nThe whole log: {log}") from error


def command_with_mounts(root: Path, command: list[str]) -> list[str]:
    """Give the command that runs `command` on the host with the folder's mounts in place."""
    enter = [sys.executable, "-m", "installer.gimp_root", str(root), "run", *command]
    return [*_NAMESPACE, *enter]


def remove(root: Path) -> None:
    """Delete the folder and its log; refuse while anything is mounted below it.

    Raises
    ------
    InstallationError
        Something is mounted there, or the folder is not such a folder.
    """
    mounted = mounts_below(root)
    if mounted:
        raise InstallationError(
            f"{root} is not deleted: something is mounted at {mounted[0]}.\n"
            f"What to do: 'sudo umount {mounted[0]}', then run this command again."
        )
    if root.exists():
        ours = is_complete(root) or (root / "debootstrap").exists() or not any(root.iterdir())
        if not ours and not (root / "etc/debian_version").exists():
            raise InstallationError(f"{root} is not deleted: it holds no Debian.")
        environment.remove(root)
    root.with_name(f"{root.name}.log").unlink(missing_ok=True)


def mounts_below(root: Path) -> list[str]:
    """Give the mount points below a folder that this process sees, the deepest first."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    inside = f"{root.resolve()}/"
    points = (_unescaped(line.split()[4]) for line in lines)
    return sorted((p for p in points if p.startswith(inside)), reverse=True)


def _debootstrap(root: Path, machine: Machine) -> list[str]:
    scripts = Path("/usr/share/debootstrap/scripts")
    # An older debootstrap does not know the suite's name; the way of all Debian suites is the same.
    script = [] if (scripts / SUITE).exists() else [str(scripts / "sid")]
    return [
        str(machine.program("debootstrap") or "debootstrap"),
        "--variant=minbase",
        "--include=ca-certificates",
        SUITE,
        str(root),
        debian_mirror.configured() or "",  # an empty one is debootstrap's default
        *script,
    ]


def _apt_install(packages: list[str], machine: Machine, narration: Narration, log: Path) -> None:
    title = f"Installing {' '.join(packages)}"
    _run(["apt-get", "update", "-q"], title, machine, narration, log)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    _run(install, title, machine, narration, log)


def _run(command: list[str], title: str, machine: Machine, narration: Narration, log: Path) -> None:
    variables = machine.clean_environment(
        DEBIAN_FRONTEND="noninteractive", PYTHONPATH=str(CHECKOUT), **debian_mirror.proxy(machine)
    )
    run_visibly(
        command, title, narration, log, lambda line: line.strip()[: environment.SHOWN], variables
    )


def _unescaped(path: str) -> str:
    # mountinfo writes a blank as \040
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)


# What follows runs inside the mount namespace.


def _mount_system(root: Path) -> None:
    mounted = set(mounts_below(root))
    _bind(Path("/dev"), root / "dev", mounted)
    if str((root / "proc").resolve()) not in mounted:
        subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)


def _mount_host(root: Path) -> None:
    # With it, what runs inside can start the host's programs: chroot /host PROGRAM.
    _bind(Path("/"), root / "host", set(mounts_below(root)))


def _bind(source: Path, target: Path, mounted: set[str]) -> None:
    target.mkdir(exist_ok=True)
    if str(target.resolve()) not in mounted:
        subprocess.run(["mount", "--rbind", str(source), str(target)], check=True)
        subprocess.run(["mount", "--make-rprivate", str(target)], check=True)


def _install_packages(root: Path) -> None:
    refuse_services = root / "usr/sbin/policy-rc.d"
    refuse_services.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    refuse_services.chmod(0o755)
    kept = [f"{name}={os.environ[name]}" for name in _PASSED_ON if name in os.environ]
    inside = [
        *("chroot", str(root), "env", "-i", "HOME=/root", "LANG=C.UTF-8"),
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "DEBIAN_FRONTEND=noninteractive",
        *kept,
    ]
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *_PACKAGES]
    for command in (["apt-get", "update", "-q"], install, ["apt-get", "clean"]):
        subprocess.run([*inside, *command], check=True)
    (root / _COMPLETE).touch()


def _main(arguments: list[str]) -> None:
    root = Path(arguments[0])
    if arguments[1] == "install":
        _mount_system(root)
        _install_packages(root)
    else:
        _mount_host(root)  # first: what is mounted below `root` later would be bound along
        _mount_system(root)
        os.execvp(arguments[2], arguments[2:])


if __name__ == "__main__":
    try:
        _main(sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode or 1)
