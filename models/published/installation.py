# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the weights that authors published, and removing them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models import registry
from models.card import Card
from models.errors import InstallationFailed
from models.locations import colorizers_folder
from models.published.download import download, sha256_of
from models.published.releases import AuthorsRelease
from models.published.weights import adapted_state, read_checkpoint, write_colorizer

Report = Callable[[str, int, int], None]


def _unheard(step: str, done: int, total: int) -> None:
    pass


def install(release: AuthorsRelease, file: Path | None = None, report: Report = _unheard) -> Card:
    """Install the authors' weights of a colorizer for this user.

    Parameters
    ----------
    release : AuthorsRelease
        What to install.
    file : Path, optional
        The published file, where it is already on this computer; else it is fetched. A download
        that broke off is continued.
    report : callable, optional
        Is given, again and again, the step ("fetching" or "preparing"), the bytes that are there
        and those of the whole file. What it raises ends the installation; what was fetched stays.

    Returns
    -------
    Card
        Of the colorizer, which is used from now on.

    Raises
    ------
    InstallationFailed
        If the file cannot be had, is not the published one, does not fit, or cannot be stored.
        What was installed before stays as it was.
    """
    try:
        if file is not None:
            _verify(file, release)
            return _prepare(file, release, report)
        colorizers_folder().mkdir(parents=True, exist_ok=True)
        partial = partial_file(release)
        _download(release, partial, report)
        card = _prepare(partial, release, report)
        partial.unlink()
        return card
    except OSError as error:
        raise InstallationFailed(f"{release.title} cannot be installed: {error}") from error


def remove(name: str) -> bool:
    """Remove the weights that the user installed.

    Parameters
    ----------
    name : str
        Of the colorizer.

    Returns
    -------
    bool
        Whether the program ships weights of its own, which are used from now on.

    Raises
    ------
    InstallationFailed
        If nothing of this name was installed, or it cannot be deleted.
    """
    if not is_in_users_folder(name):
        raise InstallationFailed(f"{name} is not among the colorizers that you installed.")
    folder = colorizers_folder()
    try:
        # The card first: without it the rest is not looked at.
        (folder / f"{name}.json").unlink()
        (folder / f"{name}.safetensors").unlink(missing_ok=True)
    except OSError as error:
        raise InstallationFailed(f"{name} cannot be removed: {error}") from error
    return name in registry.names()


def is_installed(name: str) -> bool:
    """Whether the user, and not the program, brought this colorizer as it is used."""
    return is_in_users_folder(name) and registry.weights_file(name).parent == colorizers_folder()


def is_in_users_folder(name: str) -> bool:
    """Whether the user has brought something of this name, even if its card cannot be read."""
    return name in registry.networks() and registry.own_card_file(name).is_file()


def partial_file(release: AuthorsRelease) -> Path:
    """Where a download of this release goes, and waits when it broke off."""
    return colorizers_folder() / f"{release.file_name}.partial"


def _verify(file: Path, release: AuthorsRelease) -> None:
    if not file.is_file():
        raise InstallationFailed(f"There is no file {file}.")
    digest = sha256_of(file)
    if digest != release.sha256:
        raise InstallationFailed(
            f"{file} is not {release.file_name} as the authors published it: it has "
            f"{file.stat().st_size:,} bytes and the sha256 {digest[:12]}..., expected was "
            f"{release.sha256[:12]}... Perhaps its download broke off; fetch it again."
        )


def _download(release: AuthorsRelease, partial: Path, report: Report) -> None:
    def progress(done: int, total: int | None) -> None:
        report("fetching", done, total or release.size)

    try:
        download(release.addresses, release.sha256, release.size, partial, progress)
    except InstallationFailed as error:
        raise InstallationFailed(
            f"{error}\nTry again later, or fetch {release.file_name} with a browser and install it "
            f"with: gimp-colorize colorizers install {release.name} --from FILE"
        ) from error


def _prepare(file: Path, release: AuthorsRelease, report: Report) -> Card:
    size = file.stat().st_size
    report("preparing", size, size)
    state = adapted_state(release.name, read_checkpoint(file))
    report("preparing", size, size)
    return write_colorizer(state, release, colorizers_folder())
