# SPDX-License-Identifier: GPL-3.0-or-later
"""Where this machine takes Debian packages from, read out of apt's own configuration."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from installer.machine import Machine


def configured(etc: Path = Path("/etc")) -> str | None:
    """Give the Debian mirror that apt uses here; None where the host is not Debian.

    Parameters
    ----------
    etc : Path
        The folder with ``os-release`` and ``apt``.
    """
    release = _release(etc / "os-release")
    if release.get("ID") != "debian":
        return None
    codename = release.get("VERSION_CODENAME", "")
    for address, suites in _sources(etc / "apt"):
        if codename in suites and address.startswith(("http://", "https://", "file:")):
            return address
    return None


def proxy(machine: Machine) -> dict[str, str]:
    """Give the proxy that apt is configured to use, as environment variables for debootstrap."""
    if not machine.program("apt-config") or machine.variable("http_proxy"):
        return {}
    answer = subprocess.run(
        ["apt-config", "shell", "proxy", "Acquire::http::Proxy"], capture_output=True, text=True
    )
    found = re.match(r"proxy='(\S+)'", answer.stdout)
    return {"http_proxy": found[1]} if found and found[1] != "DIRECT" else {}


def _release(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key: value.strip().strip('"') for key, _, value in pairs}


def _sources(apt: Path) -> Iterator[tuple[str, list[str]]]:
    folder = apt / "sources.list.d"
    for path in [apt / "sources.list", *sorted(folder.glob("*.list"))]:
        for line in _lines(path):
            found = re.match(r"deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s", line + " ")
            if found:
                yield found[1], [found[2]]
    for path in sorted(folder.glob("*.sources")):
        for stanza in "\n".join(_lines(path)).split("\n\n"):
            fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", stanza, re.MULTILINE))
            if "deb" in fields.get("Types", "").split() and fields.get("Enabled") != "no":
                for address in fields.get("URIs", "").split():
                    yield address, fields.get("Suites", "").split()


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return []
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]
