#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set-up of Colorize (Auto), for users and contributors.

It starts with any Python from 3.9; the program wants 3.10 or newer, which is looked for.

python3 install.py              install or upgrade the program and the plug-in for GIMP 3
python3 install.py try [PHOTO]  install if needed, then colour a photo into ./colorize-try/
python3 install.py doctor       say what is installed where, what is wrong, what to do about it
python3 install.py test [...]   run every check and test; more arguments go to pytest
python3 install.py --uninstall  remove everything that was installed
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from installer.narration import Narration


def main() -> int:
    """Do what the command line asks for and give the exit status."""
    if sys.version_info < (3, 9):  # noqa: UP036
        sys.stderr.write("install.py needs Python 3.9 or newer. Run it with a newer python3.\n")
        return 1
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from installer.errors import InstallationError
    from installer.narration import Narration

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    options, pytest_arguments = _parser().parse_known_args()
    if options.command != "test" and pytest_arguments:
        _parser().error(f"unknown: {' '.join(pytest_arguments)}")
    narration = Narration()
    try:
        return _run(options, pytest_arguments, narration)
    except InstallationError as error:
        narration.plain()
        narration.warn(str(error))
    except OSError as error:
        narration.plain()
        narration.warn(
            f"The system refuses something: {error}\nWhat to do: see to it that the disk has room, "
            "that you may write there and that no program uses it (close GIMP), then run the same "
            "command again."
        )
    except KeyboardInterrupt:
        narration.plain()
        narration.warn("Stopped. The same command goes on where it was.")
    return 1


def _run(options: argparse.Namespace, pytest_arguments: list[str], narration: Narration) -> int:
    from installer import doctor, everyday, trial, uninstallation, verification
    from installer.machine import Machine

    machine = Machine.current()
    if options.uninstall:
        uninstallation.run(machine, narration)
    elif options.command is None:
        outcome = everyday.install(machine, narration)
        everyday.tell_next_steps(outcome, machine, narration)
    elif options.command == "try":
        trial.run(machine, narration, options.photo, Path.cwd())
    elif options.command == "doctor":
        examiner = doctor.Doctor(machine, narration)
        examiner.examine()
        return 1 if examiner.problems else 0
    elif options.command == "test":
        return verification.run(machine, narration, pytest_arguments)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="install.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    parser.add_argument("--uninstall", action="store_true", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", help=argparse.SUPPRESS, prog="install.py")
    trial = commands.add_parser("try", help="colour a photo into ./colorize-try/")
    trial.add_argument("photo", nargs="?", type=Path, help="your photo; a bundled one if missing")
    commands.add_parser("doctor", help="say what is wrong and what to do about it")
    commands.add_parser(
        "test",
        help="run every check and test",
        description="Run every check and test. More arguments go to pytest: test tests/models",
        allow_abbrev=False,
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
