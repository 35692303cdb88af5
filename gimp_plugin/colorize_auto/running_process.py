# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a process still runs, of which only the number is known."""

from __future__ import annotations

import ctypes
import os
import sys

# Of the Windows API.
SYNCHRONIZE = 0x00100000
WAIT_TIMEOUT = 0x102
ERROR_ACCESS_DENIED = 5


def runs(number: int) -> bool:
    """Tell whether a process of this number runs, be it another one that has got it since."""
    if sys.platform == "win32":  # there, os.kill would end it
        kernel = ctypes.windll.kernel32
        process = kernel.OpenProcess(SYNCHRONIZE, False, number)
        if not process:
            return bool(kernel.GetLastError() == ERROR_ACCESS_DENIED)
        try:
            return bool(kernel.WaitForSingleObject(process, 0) == WAIT_TIMEOUT)
        finally:
            kernel.CloseHandle(process)
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
