# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the settings: it looks at the backend again and again, and does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GimpUi, GLib, Gtk  # noqa: E402  (the versions are chosen first)

import known_colorizers  # noqa: E402
from backend_access import ending, starter  # noqa: E402
from backend_access import status as statuses  # noqa: E402
from backend_access.client import BackendClient  # noqa: E402
from backend_access.connection import Connection  # noqa: E402
from backend_access.status import Status  # noqa: E402
from colorizer_installation import RUNNING  # noqa: E402
from errors import ColorizeError  # noqa: E402
from installation import Installation  # noqa: E402
from translation import _  # noqa: E402
from windows import log_window  # noqa: E402
from windows.backend_page import BackendPage  # noqa: E402
from windows.background import Background  # noqa: E402
from windows.colorizers_page import ColorizersPage  # noqa: E402
from windows.connection_page import ConnectionPage  # noqa: E402

WIDTH = 600
LOG_LINES = 400
MILLISECONDS_BETWEEN_LOOKS = 1500
MILLISECONDS_WHILE_INSTALLING = 400


@dataclass(frozen=True)
class Seen:
    """What one look at the backend gave."""

    status: Status
    listing: dict[str, Any] | None = None
    installations: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: bool = False
    """Whether there are other colorizers than the plug-in has offered until now."""
    trouble: str = ""
    """Why the colorizers cannot be listed, as a sentence."""


def show(installation: Installation) -> None:
    """Show the window until the artist closes it."""
    GimpUi.init("colorize-auto")
    SettingsWindow(installation).run()


class SettingsWindow:
    """Three pages: the backend, its colorizers, the connection."""

    def __init__(self, installation: Installation):
        self._installation = installation
        # A start takes a while; the log can be read meanwhile.
        self._looking, self._starting, self._doing = Background(), Background(), Background()
        self._client: BackendClient | None = None
        self._listed = False
        self._followed: set[str] = set()
        self._closed = False
        self._next_look = 0
        self._dialog = GimpUi.Dialog(
            title=_("Colorize: Settings / Status"), role="colorize-auto-settings"
        )
        self._dialog.set_default_size(WIDTH, -1)
        self._dialog.add_button(_("_Close"), Gtk.ResponseType.CLOSE)
        self._backend = BackendPage(installation, self._start, self._restart, self._show_log)
        self._colorizers = ColorizersPage(self._install, self._stop_or_remove)
        self._connection = ConnectionPage(installation, self._test, self._look_anew)
        notebook = Gtk.Notebook(border_width=6)
        for page, title in (
            (self._backend, _("_Backend")),
            (self._colorizers, _("Colori_zers")),
            (self._connection, _("Co_nnection")),
        ):
            notebook.append_page(page, Gtk.Label.new_with_mnemonic(title))
        notebook.show_all()
        self._dialog.get_content_area().pack_start(notebook, True, True, 0)

    def run(self) -> None:
        """Show it until it is closed."""
        self._look()
        self._dialog.show()
        self._dialog.run()
        self._closed = True
        for background in (self._looking, self._starting, self._doing):
            background.close()
        self._dialog.destroy()

    def _look(self) -> bool:
        # A look in between takes the place of the one that would have come by itself.
        if self._next_look:
            GLib.source_remove(self._next_look)
            self._next_look = 0
        if not self._closed:
            self._looking.ask("look", self._see, self._shown, self._unseen)
        return False  # GLib calls again otherwise

    def _look_anew(self) -> None:
        self._listed = False
        self._look()

    def _see(self) -> Seen:
        """Ask the backend; in the thread."""
        status = statuses.look(self._installation)
        # While it loads, the list would have to wait for PyTorch.
        if status.client is None or (status.health or {}).get("state") not in (
            "ready",
            "busy",
            "failed",
        ):
            return Seen(status)
        try:
            return self._see_colorizers(status, status.client)
        except ColorizeError as error:
            return Seen(status, trouble=str(error))

    def _see_colorizers(self, status: Status, client: BackendClient) -> Seen:
        listing, others = None, False
        names = set(self._followed)
        if not self._listed:
            listing = client.colorizers()
            others = known_colorizers.keep(listing)
            names |= {entry["name"] for entry in listing.get("installable", ())}
        return Seen(status, listing, {name: client.installation(name) for name in names}, others)

    def _shown(self, seen: Seen) -> None:
        self._client = seen.status.client
        self._backend.update(seen.status)
        if seen.listing is not None:
            self._listed = True
            self._colorizers.list(seen.listing)
        if not seen.status.runs:
            self._listed = False
            self._followed.clear()
            self._colorizers.say(
                _("The backend is not running; start it to install or to remove colorizers.")
            )
        for name, state in seen.installations.items():
            self._colorizers.follow(name, state)
            if state["state"] in RUNNING:
                self._followed.add(name)
            elif name in self._followed:
                self._followed.discard(name)
                self._listed = False  # what is here has changed
        if seen.trouble:
            self._colorizers.say(seen.trouble)
        elif seen.others:
            self._colorizers.say(known_colorizers.next_start())
        self._look_later()

    def _unseen(self, error: Exception) -> None:
        self._colorizers.say(str(error))
        self._look_later()

    def _look_later(self) -> None:
        pause = MILLISECONDS_WHILE_INSTALLING if self._followed else MILLISECONDS_BETWEEN_LOOKS
        self._next_look = GLib.timeout_add(pause, self._look)

    def _start(self) -> None:
        self._work(lambda say: starter.ready_backend(self._installation, say))

    def _restart(self) -> None:
        self._work(lambda say: ending.restart(self._installation, say))

    def _work(self, work: Callable[[Callable[[str], None]], Any]) -> None:
        """Start or restart the backend, saying what is being waited for."""

        def say(text: str) -> None:
            GLib.idle_add(lambda: None if self._closed else self._backend.say(text))

        def done(_client: BackendClient) -> None:
            self._backend.end()
            self._look_anew()

        def failed(error: Exception) -> None:
            self._backend.end(_sentence(error))
            self._look_anew()

        self._backend.begin()
        self._starting.ask("backend", lambda: work(say), done, failed)

    def _install(self, name: str) -> None:
        self._change(name, lambda client: client.install(name))

    def _stop_or_remove(self, name: str) -> None:
        self._change(name, lambda client: client.stop_or_remove(name))

    def _change(self, name: str, call: Callable[[BackendClient], dict[str, Any]]) -> None:
        def done(state: dict[str, Any]) -> None:
            self._colorizers.follow(name, state)
            self._followed.add(name)
            self._look()

        def failed(error: Exception) -> None:
            self._colorizers.fail(name, _sentence(error))

        client = self._client
        if client is None:
            failed(ColorizeError(_("The backend is not running; start it first.")))
            return
        self._doing.ask(f"installation of {name}", lambda: call(client), done, failed)

    def _test(self, entered: Connection) -> None:
        def work() -> dict[str, Any]:
            return BackendClient(entered, patience=0.0).health()

        def done(health: dict[str, Any]) -> None:
            device = health.get("device_title") or _("no device yet")
            version = health.get("version", "?")
            if version == self._installation.version:
                found = _("It answers: version {version}, {device}.")
            else:
                found = _(
                    "It answers, but it has version {version}, and this plug-in {installed}: "
                    "install the same version on both sides."
                )
            self._connection.say(
                found.format(version=version, device=device, installed=self._installation.version)
            )

        self._doing.ask("test", work, done, lambda error: self._connection.say(_sentence(error)))

    def _show_log(self) -> None:
        client = self._client

        def work() -> list[str]:
            if client is not None:
                return client.log(LOG_LINES)
            text = self._installation.log.read_text(encoding="utf-8", errors="replace")
            return text.splitlines()[-LOG_LINES:]

        def done(lines: list[str]) -> None:
            log_window.show(self._dialog, lines)

        def failed(error: Exception) -> None:
            self._backend.say(_("The log cannot be read: {error}").format(error=_sentence(error)))

        self._doing.ask("log", work, done, failed)


def _sentence(error: Exception) -> str:
    if isinstance(error, (ColorizeError, OSError)):
        return str(error)
    return f"{type(error).__name__}: {error}"
