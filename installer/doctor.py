# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py doctor``: what is where, what is wrong, and what to do about it."""

from __future__ import annotations

import sys

from installer import (
    everyday,
    gimp_profiles,
    gimp_programs,
    plug_in,
    plug_in_modules,
    program,
    running_backend,
)
from installer.errors import InstallationError
from installer.locations import CHECKOUT, Locations
from installer.machine import Machine
from installer.narration import Narration
from installer.profile_examination import Finding, examine
from installer.program import Program

_AGAIN = "run 'python3 install.py' again"


class Doctor:
    """Examines an installation and tells what it finds.

    Parameters
    ----------
    machine : Machine
        This machine.
    narration : Narration
        Where to tell about it.

    Attributes
    ----------
    problems : int
        How many things were found to be wrong.
    """

    def __init__(self, machine: Machine, narration: Narration) -> None:
        self._machine = machine
        self._narration = narration
        self._locations = Locations.of(machine)
        self.problems = 0

    def examine(self) -> None:
        """Look at everything."""
        self._python()
        installed = self._program()
        self._profiles(installed)
        if installed is not None:
            self._backend()
        self._narration.plain()
        if self.problems:
            things = "thing is" if self.problems == 1 else "things are"
            self._narration.plain(f"{self.problems} {things} wrong; see the lines with '!' above.")
        else:
            self._narration.plain("Everything is in order.")

    def _good(self, text: str) -> None:
        self._narration.say(text)

    def _bad(self, text: str, what_to_do: str) -> None:
        self.problems += 1
        self._narration.warn(f"{text}\nWhat to do: {what_to_do}.")

    def _python(self) -> None:
        self._narration.step("Installer")
        version = ".".join(map(str, sys.version_info[:3]))
        self._good(f"install.py is in {CHECKOUT} and runs under Python {version}")

    def _program(self) -> Program | None:
        self._narration.step("Program")
        try:
            installed = program.ask(self._locations, self._machine)
        except InstallationError as error:
            self._bad(str(error), "run 'python3 install.py'" if _absent(error) else _AGAIN)
            return None
        self._good(f"version {installed.version} in {self._locations.home}")
        self._good(f"Python: {self._locations.python}")
        self._good(f"PyTorch {installed.torch}; it would compute on: {installed.device}")
        names = ", ".join(colorizer["title"] for colorizer in installed.colorizers)
        self._good(f"colorizers: {names}")
        self._good(f"command line: {self._machine.typed(self._locations.command)}")
        if not program.is_current(self._locations):
            self._bad(
                f"What is installed differs from what is in {CHECKOUT}", f"to upgrade, {_AGAIN}"
            )
        if self._machine.has_nvidia_card() and "cuda" not in installed.device.lower():
            self._narration.say(
                "There is an NVIDIA card, but this PyTorch does not use it: "
                f"the CPU does the work ({installed.torch})."
            )
        return installed

    def _profiles(self, installed: Program | None) -> None:
        self._narration.step("GIMP")
        programs = gimp_programs.find(self._machine)
        for gimp in programs:
            self._good(f"GIMP {gimp.version} ({gimp.kind}): {gimp.program}")
            if not gimp.has_run(self._machine):
                self._bad(
                    "It has never been started, so it has no place for plug-ins yet",
                    "start it once and end it, then run 'python3 install.py'",
                )
        if gimp_programs.is_from_store(self._machine):
            self._narration.say(everyday.STORE_GIMP)
        profiles = gimp_profiles.existing(self._machine)
        if not programs:
            self._narration.say(
                "No GIMP 3 program was found in the usual places"
                + ("." if profiles else "; install GIMP 3.0 or newer from gimp.org.")
            )
        has_flatpak = gimp_programs.has_flatpak(programs, self._machine)
        for profile in profiles:
            self._narration.step(f"GIMP profile {profile.folder} ({profile.kind})")
            self._tell(examine(profile, installed, self._machine, has_flatpak=has_flatpak))

    def _tell(self, findings: list[Finding]) -> None:
        for finding in findings:
            if finding.what_to_do is None:
                self._good(finding.text)
            else:
                self._bad(finding.text, finding.what_to_do)

    def _backend(self) -> None:
        self._narration.step("Backend")
        was_running = running_backend.health(self._locations) is not None
        if plug_in.read_facts(self._locations.home) is None:
            self._bad(f"{self._locations.facts} is missing or damaged", _AGAIN)
            return
        colorize_error = plug_in_modules.load("errors").ColorizeError
        try:
            health = running_backend.start(self._locations, self._narration).health()
        except colorize_error as error:
            self._bad(
                f"The backend does not answer: {error}",
                f"{_AGAIN}; if that does not help, the log is {self._locations.backend_log}",
            )
            return
        self._good(f"it answers, version {health['version']}, state: {health['state']}")
        self._good(f"it computes on: {health['device_title']} ({health['precision']})")
        self._good(f"address and token, while it runs: {self._locations.connection}")
        if was_running:
            self._good(f"it was running already (process {health['pid']})")
        else:
            self._good("it was started for this check and is ended again; GIMP starts it by itself")
            running_backend.end(self._locations, self._narration)


def _absent(error: InstallationError) -> bool:
    return "not installed" in str(error)
