# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine as the installer sees it: its system, its environment, the user's home folder."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# They would make the private environment's Python look for packages elsewhere, or make pip install
# elsewhere than into that environment.
_MISLEADING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
)


@dataclass(frozen=True)
class Machine:
    """Where the program runs.

    Parameters
    ----------
    system : str
        "linux", "darwin" or "win32", as in ``sys.platform``.
    environment : Mapping of str to str
        The environment variables.
    home : Path
        The user's home folder.
    processor : str
        "x86_64", "arm64" ..., as the Python that runs was built for it.
    """

    system: str
    environment: Mapping[str, str]
    home: Path
    processor: str = ""

    @classmethod
    def current(cls) -> Machine:
        """Describe the machine that this process runs on."""
        system = "linux" if sys.platform.startswith(("linux", "freebsd")) else sys.platform
        return cls(system, dict(os.environ), Path.home(), platform.machine())

    @property
    def is_windows(self) -> bool:
        """Whether this is Windows."""
        return self.system == "win32"

    @property
    def is_root(self) -> bool:
        """Whether this process may do everything on a Unix machine."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    @property
    def is_sudo(self) -> bool:
        """Whether a user became root for this one command."""
        return self.is_root and self.environment.get("SUDO_UID", "0") != "0"

    def typed(self, *words: str | Path) -> str:
        """Give a command as it is typed in this machine's terminal; names may have blanks."""
        texts = [str(word) for word in words]
        return subprocess.list2cmdline(texts) if self.is_windows else shlex.join(texts)

    def variable(self, name: str) -> str | None:
        """Give an environment variable's value; an empty or blank one counts as missing."""
        value = self.environment.get(name, "")
        return value if value.strip() else None

    def folder(self, name: str) -> Path | None:
        """Give the folder that an environment variable names; a relative one counts as missing."""
        value = self.variable(name)
        if value is None:
            return None
        path = Path(value)
        return path if path.is_absolute() else None

    def program(self, name: str) -> str | None:
        """Find a program on PATH."""
        return shutil.which(name, path=self.environment.get("PATH"))

    def clean_environment(self, **changes: str) -> dict[str, str]:
        """Give the environment for a private Python, without what would lead it astray."""
        kept = {k: v for k, v in self.environment.items() if k not in _MISLEADING}
        # Taking PIP_USER away is not enough: "user = true" may stand in pip's configuration file.
        kept.update(PIP_USER="0", PYTHONNOUSERSITE="1")
        kept.update(PYTHONUTF8="1", PYTHONIOENCODING="utf-8", **changes)
        return kept

    def has_nvidia_card(self) -> bool:
        """Tell whether an NVIDIA card with a working driver is in the machine."""
        program = self.program("nvidia-smi")
        if program is None:
            return False
        try:
            answer = subprocess.run(
                [program, "-L"], capture_output=True, text=True, errors="replace", timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return answer.returncode == 0 and "GPU" in answer.stdout
