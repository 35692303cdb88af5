# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command in the process of a test's own script, which so learns what an artist is told."""

# To be put before the script; it wants the plug-in's folder as the fact “plug_in”.
TOLD = """
import sys
sys.path.insert(0, FACTS["plug_in"])
import commands
import installation
from commands.command import Call

messages = []
Gimp.message = messages.append

def told(name, image, layer, **arguments):
    "Run a command as one watches it; give what it made, and the messages."
    messages.clear()
    command = commands.COMMANDS["plug-in-colorize-" + name]
    config = Gimp.get_pdb().lookup_procedure(command.name).create_config()
    for argument, value in arguments.items():
        config.set_property(argument, value)
    values = command.execute(Call(None, False, True, image, [layer], config, installation.read()))
    return values[0][1], list(messages)

def paint(layer, x, y, srgb):
    buffer = layer.get_buffer()
    buffer.set(Gegl.Rectangle.new(x, y, 20, 10), "R'G'B'A u8", bytes((*srgb, 255)) * 200)
    buffer.flush()
    layer.update(0, 0, layer.get_width(), layer.get_height())

def looks(group):
    return [[layer.get_name(), layer.get_visible()] for layer in group.get_children()]
"""
