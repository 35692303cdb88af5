# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the weights of papers' authors in the background, and removing them.

Only what `models.published.releases` names can be installed: no caller can make the backend fetch
anything else.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace

from backend.activity import Activity
from backend.problems import Problem
from models.errors import ColorizeError, InstallationFailed
from models.published.releases import RELEASES, AuthorsRelease

_log = logging.getLogger(__name__)

_RETRY_SECONDS = 1


@dataclass(frozen=True)
class InstallationState:
    """How far the weights of one colorizer are."""

    state: str
    """``shipped``, ``installed``, ``absent``, ``fetching``, ``preparing``, ``stopping`` or
    ``failed``."""
    done_bytes: int = 0
    """Bytes of the published file that are here; those of a download that was stopped are kept."""
    total_bytes: int = 0
    """Bytes of the published file, roughly until its server has said them."""
    reason: str | None = None
    """Why it failed, as a sentence."""

    @property
    def runs(self) -> bool:
        """Whether a thread is at work on it."""
        return self.state in ("fetching", "preparing", "stopping")


class _Stopped(Exception):
    """Somebody wished the installation to stop."""


class WeightsInstallations:
    """What is installed for this user, and what is under way.

    Parameters
    ----------
    activity : Activity
        Told of every installation, so that the backend does not end in the middle of one.
    """

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._lock = threading.Lock()
        self._states: dict[str, InstallationState] = {}

    def state(self, name: str) -> InstallationState:
        """Return how far a colorizer is.

        Raises
        ------
        Problem
            ``unknown-colorizer`` when nothing of this name can be here or be installed.
        """
        with self._lock:
            return self._state(name)

    def start(self, name: str) -> InstallationState:
        """Install a colorizer in the background, unless it is installed or under way already.

        Raises
        ------
        Problem
            ``unknown-colorizer``; ``not-installable`` when no weights of this name are published;
            ``busy`` while an earlier installation is being stopped.
        """
        with self._lock:
            now = self._state(name)
            if now.state == "stopping":
                raise Problem(
                    "busy", "The installation is just being stopped; try again.", _RETRY_SECONDS
                )
            if now.runs or now.state == "installed":
                return now
            release = RELEASES.get(name)
            if release is None:
                raise Problem(
                    "not-installable",
                    f"There are no published weights of {name} to install. "
                    f"These can be installed: {', '.join(RELEASES)}.",
                )
            now = InstallationState("fetching", now.done_bytes, release.size)
            self._states[name] = now
            self._activity.begin()
            threading.Thread(
                target=self._install, args=(release,), daemon=True, name=f"install {name}"
            ).start()
            return now

    def stop_or_remove(self, name: str) -> InstallationState:
        """Stop an installation, keeping what was fetched; else remove what is there.

        What is there is the installed weights, or the beginning of a download.

        Raises
        ------
        Problem
            ``unknown-colorizer``; ``not-installed`` when the user installed nothing of this name.
        models.errors.InstallationFailed
            When a file cannot be deleted.
        """
        from models.published.installation import is_in_users_folder, partial_file, remove

        with self._lock:
            now = self._state(name)
            if now.runs:
                self._states[name] = replace(now, state="stopping")
            elif is_in_users_folder(name):
                remove(name)
                self._states.pop(name, None)
                _log.info("%s is removed", name)
            elif now.done_bytes or now.state == "failed":
                try:
                    partial_file(RELEASES[name]).unlink(missing_ok=True)
                except OSError as error:
                    raise InstallationFailed(
                        f"What was fetched of {name} cannot be deleted ({error})."
                    ) from error
                self._states.pop(name, None)
            else:
                raise Problem(
                    "not-installed", f"{name} is not among the colorizers that you installed."
                )
            return self._state(name)

    def _state(self, name: str) -> InstallationState:
        known = self._states.get(name)
        if known is not None and known.runs:
            return known
        from models import registry
        from models.published.installation import is_installed, partial_file

        release = RELEASES.get(name)
        size = release.size if release is not None else 0
        if is_installed(name):
            return InstallationState("installed", size, size)
        if release is None:
            if name not in registry.names():
                raise Problem("unknown-colorizer", f"There is no colorizer called {name!r}.")
            return InstallationState("shipped")
        partial = partial_file(release)
        there = partial.stat().st_size if partial.is_file() else 0
        if known is not None:
            return replace(known, done_bytes=there)
        return InstallationState(
            "shipped" if name in registry.names() else "absent", there, release.size
        )

    def _install(self, release: AuthorsRelease) -> None:
        name = release.name

        def report(step: str, done: int, total: int) -> None:
            with self._lock:
                if self._states[name].state == "stopping":
                    raise _Stopped
                self._states[name] = InstallationState(step, done, total)

        _log.info("Installing %s", name)
        failure: InstallationState | None = None
        try:
            from models.published.installation import install

            install(release, report=report)
            _log.info("%s is installed", name)
        except _Stopped:
            _log.info("The installation of %s was stopped", name)
        except ColorizeError as error:
            failure = InstallationState("failed", 0, release.size, str(error))
            _log.error("%s", error)
        except Exception as error:
            failure = InstallationState(
                "failed", 0, release.size, f"{type(error).__name__}: {error}"
            )
            _log.exception("The installation of %s failed", name)
        with self._lock:
            if failure is None:
                self._states.pop(name)
            else:
                self._states[name] = failure
        self._activity.end()
