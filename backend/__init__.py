# SPDX-License-Identifier: GPL-3.0-or-later
"""The local backend: one core over `models`, with an HTTP face and a command-line face."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("colorize-auto")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
