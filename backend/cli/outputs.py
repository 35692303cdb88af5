# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file becomes which: the photos that were named and where their results go."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from backend.file_identity import identity
from backend.photo_files.formats import FORMATS, SUFFIXES, BadPhotoFile, format_of

_SLASHES = ("/", os.sep)
_NAMED = 5  # of files that are left out
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Job:
    """One photo to colour."""

    source: Path
    target: Path

    def alternative(self, number: int) -> Path:
        """Where alternative `number`, counted from 1, goes."""
        return self.target.with_name(f"{self.target.stem}-alternative-{number}{self.target.suffix}")

    @property
    def confidence(self) -> Path:
        """Where the confidence map goes."""
        return self.target.with_name(f"{self.target.stem}-confidence.png")


class Claims:
    """Which file is the result of which photo, so that none replaces a photo or another's result.

    Parameters
    ----------
    inputs : iterable of Path
        The photos.
    """

    def __init__(self, inputs: Iterable[Path]):
        self._inputs = {identity(path) for path in inputs}
        self._owners: dict[str, Path] = {}

    def protect(self, path: Path) -> None:
        """Let no result replace another file."""
        self._inputs.add(identity(path))

    def check(self, path: Path, source: Path) -> None:
        """Make sure that a file may be a result of a photo.

        Raises
        ------
        BadPhotoFile
            When it is one of the photos, or a result of another one.
        """
        there = identity(path)
        if there is not None and there in self._inputs:
            raise BadPhotoFile(f"{path} is one of the photos and is not replaced.")
        owner = self._owners.get(os.path.normcase(path), source)
        if owner != source:
            raise BadPhotoFile(
                f"{source.name} would replace {path.name}, a result of {owner.name}; rename "
                "one of them."
            )

    def claim(self, path: Path, source: Path) -> None:
        """Take a file for a result of a photo, or raise as `check` does."""
        self.check(path, source)
        self._owners[os.path.normcase(path)] = source

    def keep(self, job: Job) -> bool:
        """Claim the result of a photo where it is there already; tell whether it is."""
        if identity(job.target) is None:
            return False
        try:
            self.claim(job.target, job.source)
        except BadPhotoFile:
            return False
        return True


def plan(inputs: Sequence[Path], output: str, format_name: str | None) -> list[Job]:
    """Pair photos with results.

    Parameters
    ----------
    inputs : sequence of Path
        Files and folders; of a folder its image files, not those of its sub-folders.
    output : str
        A file for a single photo, otherwise a folder, which is made.
    format_name : str, optional
        Of results in a folder: one of `backend.photo_files.formats.FORMATS`; PNG if not given.

    Returns
    -------
    list of Job

    Raises
    ------
    click.ClickException
        When there is nothing to colour or the output does not suit.
    """
    sources = [photo for path in inputs for photo in _photos(path)]
    if not sources:
        raise click.ClickException(
            f"There are no photos in {inputs[0]}; they would end in {', '.join(SUFFIXES)}."
        )
    folder = Path(output)
    into_folder = (
        len(inputs) > 1 or _is_folder(inputs[0]) or _is_folder(folder) or output.endswith(_SLASHES)
    )
    if not into_folder:
        return [Job(sources[0], _single(folder, format_name))]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"The folder {folder} cannot be made ({error.strerror})."
        ) from error
    _check_writable(folder)
    suffix = FORMATS[format_name or "png"].suffixes[0]
    return [Job(source, folder / f"{source.stem}{suffix}") for source in sources]


def left_out(inputs: Sequence[Path]) -> str | None:
    """Tell, in sentences, which files of folders are of kinds that are not read; None if none are.

    Parameters
    ----------
    inputs : sequence of Path
        Files and folders.
    """
    names = []
    for folder in filter(_is_folder, inputs):
        with suppress(OSError):  # of which colouring will tell
            names += [file.name for file in _files(folder) if not _is_read(file)]
    if not names:
        return None
    shown = ", ".join(names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    files = "1 file that is" if len(names) == 1 else f"{len(names)} files that are"
    return (
        f"Left out: {files} not PNG, JPEG, TIFF or WebP ({shown}{more}). Open photos among them in "
        "GIMP and export them as PNG or TIFF."
    )


def _photos(path: Path) -> list[Path]:
    if not _is_folder(path):
        return [path]
    try:
        return [file for file in _files(path) if _is_read(file)]
    except OSError:
        return [path]  # and reading it will say why


def _files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.iterdir()
        if not file.name.startswith(".") and file.name.lower() not in _OF_SYSTEMS and file.is_file()
    )


def _is_read(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES


def _check_writable(folder: Path) -> None:
    """Say before the work that nothing can be written, not after it."""
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".colorize-"):
            pass
    except OSError as error:
        raise click.ClickException(
            f"Nothing can be written into {folder} ({error.strerror}). Choose another place "
            "with -o."
        ) from error


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # as of a name that is too long
        return False


def _single(target: Path, format_name: str | None) -> Path:
    try:
        kind = format_of(target)
    except BadPhotoFile as error:
        raise click.UsageError(f"{error} For a folder end its name with a slash.") from error
    if format_name not in (None, kind.name):
        raise click.UsageError(f"--format {format_name} contradicts the name {target.name}.")
    if not _is_folder(target.parent):
        raise click.ClickException(f"The folder {target.parent} does not exist.")
    _check_writable(target.parent)
    return target
