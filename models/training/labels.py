# SPDX-License-Identifier: GPL-3.0-or-later
"""What photos show, for networks that learn it beside the colours."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.training.configuration import BadConfiguration

_FEWEST = 30  # photos; a class with fewer is not learned


@dataclass(frozen=True)
class Labels:
    """The classes of a run and the photos that belong to them."""

    classes: tuple[str, ...] = ()
    """Names, in the order of the network's outputs."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Class number by the name of the photo, for those that have one."""

    def of(self, name: str) -> int:
        """Class number of a photo, -1 where none is known."""
        return self.numbers.get(name, -1)


def read_labels(path: Path, photos: Iterable[str]) -> Labels:
    """Read the classes of photos from a table.

    Parameters
    ----------
    path : Path
        Tab-separated, with a line of heads; the columns ``name`` (relative to the folder or shard)
        and ``class`` are read.
    photos : iterable of str
        Names of the photos of the run. Classes of fewer than 30 of them are left out.

    Returns
    -------
    Labels

    Raises
    ------
    BadConfiguration
        If the file cannot be read or lacks a column, or gives no class to learn.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            named = {row["name"]: row["class"] for row in csv.DictReader(file, delimiter="\t")}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        raise BadConfiguration(f"{path} is no table of name and class: {error}") from error
    present = {name: named[name] for name in photos if named.get(name)}
    if not present:
        raise BadConfiguration(
            f"{path} names none of the photos. The column name is to hold the photos' names as "
            "they stand in their folder or shard, such as beach/1.jpg."
        )
    counts = Counter(present.values())
    classes = tuple(sorted(label for label, count in counts.items() if count >= _FEWEST))
    if not classes:
        raise BadConfiguration(
            f"{path} has no class with {_FEWEST} of the photos; with fewer none is learned."
        )
    order = {label: number for number, label in enumerate(classes)}
    return Labels(
        classes, {name: order[label] for name, label in present.items() if label in order}
    )
