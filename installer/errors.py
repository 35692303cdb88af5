# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the installation, each with a sentence that says what to do."""

from __future__ import annotations


class InstallationError(Exception):
    """Something stopped the installation; ``str(error)`` says what it was and what to do."""


class CommandFailed(InstallationError):
    """A program that the installation started ended with an error.

    Parameters
    ----------
    title : str
        What was being done, in words.
    code : int
        The program's exit status.
    tail : list of str
        The last lines that it printed.
    """

    def __init__(self, title: str, code: int, tail: list[str]) -> None:
        self.title = title
        self.code = code
        self.tail = tail
        shown = "\n".join(f"    {line}" for line in tail[-15:])
        super().__init__(f"{title} failed (exit code {code}). The last lines were:\n{shown}")

    def mentions(self, *words: str) -> bool:
        """Tell whether one of the words stands in the last lines, in any case."""
        text = "\n".join(self.tail).lower()
        return any(word.lower() in text for word in words)
