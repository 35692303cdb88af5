# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in in a GIMP profile: putting it there, looking at it, taking it away."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from installer import environment
from installer.gimp_profiles import Profile
from installer.locations import FACTS, Locations
from installer.plug_in_modules import FOLDER
from installer.program import Program, is_source

# GIMP's environment may be another than the installer's, when it is started from the desktop for
# instance: the backend is told where it lives.
_START_WITH_HOME = (
    "import os, runpy, sys; "
    "os.environ['COLORIZE_AUTO_HOME'] = sys.argv.pop(1); "
    "runpy.run_module('backend', run_name='__main__', alter_sys=True)"
)


def facts(locations: Locations, program: Program) -> dict[str, Any]:
    """Give what stands in installation.json."""
    # Isolated (-I): a folder "backend" or "models" in the user's home is not mistaken for ours.
    start = [str(locations.python), "-I", "-c", _START_WITH_HOME, str(locations.home), "serve"]
    return {
        "version": program.version,
        "start": start,
        "connection": str(locations.connection),
        "log": str(locations.backend_log),
        "colorizers": program.colorizers,
        "default_colorizer": program.default_colorizer,
        "files": sorted(_shipped()),
    }


def write_facts(folder: Path, written: dict[str, Any]) -> None:
    """Write installation.json into a folder, all of it or nothing."""
    text = json.dumps(written, indent=2)
    fresh = folder / f"{FACTS}.new"
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.replace(folder / FACTS)


def read_facts(folder: Path) -> dict[str, Any] | None:
    """Read installation.json; None if it is missing or unreadable."""
    try:
        read = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) else None


def put_into(profile: Profile, written: dict[str, Any]) -> list[Path]:
    """Copy the plug-in into a profile, over an older one if there is one.

    Returns
    -------
    list of Path
        Folders that did not exist before, the outermost first.

    Raises
    ------
    OSError
        The profile cannot be written.
    """
    made = list(_make_folders(profile.plug_in))
    _remove_files(profile.plug_in)
    for name in _shipped():
        copy = profile.plug_in / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / name, copy)
    write_facts(profile.plug_in, written)
    _make_runnable(profile.main_file)
    # GIMP asks a plug-in anew for its menu entry only when the main file's time has changed.
    os.utime(profile.main_file)
    return made


def take_from(folder: Path) -> list[Path]:
    """Remove the plug-in's files from its folder in a profile; other files stay.

    Returns
    -------
    list of Path
        The files that stayed because the plug-in did not bring them.
    """
    _remove_files(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return sorted(p for p in folder.rglob("*") if p.is_file()) if folder.exists() else []


def differing_files(folder: Path) -> list[str]:
    """Give the names of the plug-in's files that are missing in a folder or not as shipped."""
    return [
        name
        for name in sorted(_shipped())
        if not (folder / name).is_file()
        or (folder / name).read_bytes() != (FOLDER / name).read_bytes()
    ]


def is_runnable(main_file: Path) -> bool:
    """Tell whether the run bit is set, which GIMP wants on every Unix."""
    return bool(main_file.stat().st_mode & stat.S_IXUSR)


def _make_runnable(main_file: Path) -> None:
    main_file.chmod(0o755)


def _make_folders(folder: Path) -> Iterator[Path]:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    yield from reversed(missing)


def _remove_files(folder: Path) -> None:
    if folder.is_symlink():  # a developer's link to a checkout: the link goes, the checkout stays
        folder.unlink()
        folder.mkdir()
        return
    root = folder.resolve()
    for name in {*_noted_files(folder), *_shipped(), FACTS, f"{FACTS}.new"}:
        path = folder / name
        if not (path.is_file() or path.is_symlink()):
            continue
        # The list is read from a file that anybody may have edited: never leave the folder.
        if root in path.parent.resolve().parents or path.parent.resolve() == root:
            path.unlink()
    for cache in list(folder.rglob("__pycache__")):
        environment.remove(cache)
    for sub in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            sub.rmdir()


def _noted_files(folder: Path) -> list[str]:
    """Give the names of the files that the installation in a folder says it has brought."""
    names = (read_facts(folder) or {}).get("files")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _shipped() -> list[str]:
    files = (path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file())
    return [name.as_posix() for name in files if is_source(name) and name.name != FACTS]
