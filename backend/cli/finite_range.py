# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of the command line with which one can calculate."""

from __future__ import annotations

from typing import Any

import click

_LARGEST = 1e15


class FiniteRange(click.FloatRange):
    """A range that holds neither ``inf`` nor ``nan``, which `click.FloatRange` lets through."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Refuse what is no number, out of range or out of all proportion."""
        number: float = super().convert(value, param, ctx)
        if not abs(number) <= _LARGEST:
            self.fail(f"{value} is not a number that can be used.", param, ctx)
        return number
