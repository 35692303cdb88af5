# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoder settings and preview sizes as they arrive in a query string or a JSON body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import request

from backend.problems import Problem

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.decoding import DecoderSettings

NAMES = ("temperature", "vividness", "saturation")


def decoder_settings(given: Mapping[str, Any], defaults: DecoderSettings) -> DecoderSettings:
    """Make settings for the decoder; what is missing comes from the card.

    Raises
    ------
    Problem
        ``bad-parameter`` when one is not a number.
    models.errors.BadParameter
        When one is out of range.
    """
    return defaults.changed(
        {name: _number(name, given[name]) for name in NAMES if given.get(name) is not None}
    )


def check_names(given: Mapping[str, Any], *known: str) -> None:
    """Refuse a parameter that an address does not have, lest a misspelt one be taken for set.

    Raises
    ------
    Problem
        ``bad-parameter`` when one is none of the `known` ones.
    """
    unknown = [name for name in given if name not in known]
    if unknown:
        way = f"Use {', '.join(known)}" if known else "Leave it out"
        raise Problem("bad-parameter", f"There is no parameter {', '.join(unknown)} here. {way}.")


def preview_size(given: Mapping[str, Any], height: int, width: int) -> int | None:
    """Long side of the preview in pixels; None for the full size.

    Raises
    ------
    Problem
        ``bad-parameter`` when it is not a whole number from 1 to the photo's long side.
    """
    if given.get("size") is None:
        return None
    size, longest = _whole("size", given["size"]), max(height, width)
    if not 1 <= size <= longest:
        raise Problem("bad-parameter", f"size must be between 1 and {longest}, not {size}.")
    return size


def json_object() -> dict[str, Any]:
    """Body of the current request as a JSON object; an empty body is an empty object.

    Raises
    ------
    Problem
        ``bad-parameter`` when it is something else.
    """
    if not request.get_data(cache=True):
        return {}
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:  # of what is nested too deeply
        body = None
    if not isinstance(body, dict):
        raise Problem("bad-parameter", "The request body must be a JSON object.")
    return body


def whole_number(given: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    """Read a whole number within bounds.

    Raises
    ------
    Problem
        ``bad-parameter`` when it is not one.
    """
    if given.get(name) is None:
        return default
    value = _whole(name, given[name])
    if not low <= value <= high:
        raise Problem("bad-parameter", f"{name} must be between {low} and {high}, not {value}.")
    return value


def truth(given: Mapping[str, Any], name: str) -> bool:
    """Read true or false from a JSON object; false when it is missing.

    Raises
    ------
    Problem
        ``bad-parameter`` when it is something else.
    """
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise Problem("bad-parameter", f"{name} must be true or false, not {value!r}.")
    return value


def _number(name: str, value: Any) -> float:
    try:
        if isinstance(value, bool):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise Problem("bad-parameter", f"{name} must be a number, not {value!r}.") from None


def _whole(name: str, value: Any) -> int:
    try:
        if isinstance(value, (bool, float)):
            raise TypeError
        return int(value)
    except (TypeError, ValueError):
        raise Problem("bad-parameter", f"{name} must be a whole number, not {value!r}.") from None
