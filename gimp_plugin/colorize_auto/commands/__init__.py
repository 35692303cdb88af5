# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's commands, one a file. A new one is added to the list below and nowhere else."""

from __future__ import annotations

from commands.alternatives import Alternatives
from commands.auto import Auto
from commands.command import Command
from commands.confidence import Confidence
from commands.frames import Frames
from commands.hints import Hints
from commands.settings import Settings
from commands.style import Style
from commands.unsure import Unsure

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Auto(),
        Alternatives(),
        Confidence(),
        Hints(),
        Unsure(),
        Style(),
        Frames(),
        Settings(),
    )
}
