# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings for the user of a command, without the line of the program that gave them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

import models.errors

_OWN = Path(models.errors.__file__).parent  # the package that warns


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Tell the program's own warnings as sentences; those of libraries stay as they are."""
    usual = warnings.showwarning

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if category is UserWarning and Path(filename).is_relative_to(_OWN):
            click.echo(f"Warning: {message}", err=True)
        else:
            usual(message, category, filename, lineno, file, line)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = usual
