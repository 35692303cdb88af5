# SPDX-License-Identifier: GPL-3.0-or-later
"""The local backend: one core over `models`, with an HTTP face and a command-line face."""

import os
from importlib.metadata import PackageNotFoundError, version

# Read by OpenMP when torch is loaded. By default its idle threads spin, which on a computer that
# has other work to do (GIMP, say) makes everything several times slower (measured: 5 to 8 times).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

try:
    __version__ = version("colorize-auto")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
