# SPDX-License-Identifier: GPL-3.0-or-later
"""Which process numbers belong to somebody who is still there."""

from __future__ import annotations

import os
import subprocess
import sys

from running_process import runs


def test_knows_who_runs_and_who_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        assert runs(other.pid)
        assert other.poll() is None, "asking must not end it"
    assert not runs(other.pid)
    assert runs(os.getpid())
