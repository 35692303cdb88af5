# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes before every test script inside GIMP: reading images, calling the plug-in, giving results.

It runs in GIMP's own Python, so it uses the standard library and gi alone. ``FACTS`` holds what the
test hands over.
"""
# ruff: noqa: PTH118, PTH123

import array
import hashlib
import json
import math
import os
import struct

from gi.repository import Gegl, Gimp, Gio

Gegl.init(None)
NONINTERACTIVE = Gimp.RunMode.NONINTERACTIVE
# The codes of NumPy's file format for what a babl format's last word says.
CODES = {"u8": "|u1", "u16": "<u2", "float": "<f4"}


def result(**facts):
    print("@@RESULT " + json.dumps(facts), flush=True)


def load(path):
    return Gimp.file_load(NONINTERACTIVE, Gio.File.new_for_path(path))


def save(image, path):
    Gimp.file_save(NONINTERACTIVE, image, Gio.File.new_for_path(path), None)


def read(drawable, pixel_format):
    everything = Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())
    return drawable.get_buffer().get(everything, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)


def write(drawable, pixel_format, values):
    everything = Gegl.Rectangle.new(0, 0, drawable.get_width(), drawable.get_height())
    buffer = drawable.get_buffer()
    buffer.set(everything, pixel_format, values)
    buffer.flush()
    drawable.update(0, 0, drawable.get_width(), drawable.get_height())


def keep(drawable, pixel_format, name):
    """Write a drawable's pixels into a .npy file in the test's folder."""
    letters, kind = pixel_format.rsplit(" ", 1)
    channels = len(letters.replace("'", ""))
    shape = (drawable.get_height(), drawable.get_width(), channels)
    header = repr({"descr": CODES[kind], "fortran_order": False, "shape": shape}).encode()
    header += b" " * (-(10 + len(header) + 1) % 64) + b"\n"
    with open(os.path.join(FACTS["folder"], name + ".npy"), "wb") as file:  # noqa: F821
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
        file.write(read(drawable, pixel_format))


def keep_seen(image, name):
    """Write what the artist sees into a .npy file, as sRGB with alpha."""
    copy = image.duplicate()
    if copy.get_base_type() != Gimp.ImageBaseType.RGB:
        copy.convert_rgb()
    seen = Gimp.Layer.new_from_visible(copy, copy, "seen")
    copy.insert_layer(seen, None, 0)
    keep(seen, "R'G'B'A float", name)
    copy.delete()


def call(name, image, drawables, **arguments):
    """Call one of the plug-in's commands; give the status, the error's text and the values."""
    procedure = Gimp.get_pdb().lookup_procedure(name)
    config = procedure.create_config()
    config.set_property("run-mode", arguments.pop("run_mode", NONINTERACTIVE))
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    for argument, value in arguments.items():
        config.set_property(argument.replace("_", "-"), value)
    values = procedure.run(config)
    status = values.index(0).value_nick
    given = [values.index(number) for number in range(1, values.length())]
    if status == "success":
        return status, "", given
    return status, str(given[0]) if given else "", []


def run(image, drawables, **arguments):
    """Colour a photo; give the status, the error's text and the group."""
    status, text, given = call("plug-in-colorize-auto", image, drawables, **arguments)
    return status, text, given[0] if given else None


def all_layers(layers):
    for layer in layers:
        yield layer
        if layer.is_group():
            yield from all_layers(layer.get_children())


def parasites(item):
    # With windows, GIMP itself keeps a procedure's last values on the image.
    return {
        # GIMP's Python gives bytes above 127 as negative numbers.
        name: bytes(value & 255 for value in item.get_parasite(name).get_data()).hex()
        for name in sorted(item.get_parasite_list())
        if not name.startswith("GimpProcedureConfigRun-")
    }


def describe(layer):
    """Give all that must not change about a layer, its pixels as a hash."""
    mask = layer.get_mask()
    return {
        "name": layer.get_name(),
        "offsets": list(layer.get_offsets())[1:],
        "size": [layer.get_width(), layer.get_height()],
        "mode": layer.get_mode().value_nick,
        "composite_space": layer.get_composite_space().value_nick,
        "opacity": layer.get_opacity(),
        "visible": layer.get_visible(),
        "locked": layer.get_lock_content(),
        "tattoo": layer.get_tattoo(),
        "mask": mask and hashlib.sha256(read(mask, "Y float")).hexdigest(),
        "edit_mask": bool(mask) and layer.get_edit_mask(),
        "parasites": parasites(layer),
        # A group's own pixels are what its layers give, and those are described one by one.
        "pixels": None if layer.is_group() else rounded_hash(read(layer, "R'G'B'A float")),
    }


def rounded_hash(floats):
    """Give a hash of values to 16 bits: babl chooses its conversions by how long they take, and
    those differ in the last bits of a float."""
    values = array.array("f", floats)
    whole = (round(65535 * value) if math.isfinite(value) else -1 for value in values)
    return hashlib.sha256(array.array("l", whole)).hexdigest()


def state(image):
    """Give all that must not change about an image."""
    return {
        "type": image.get_base_type().value_nick,
        "precision": image.get_precision().value_nick,
        "size": [image.get_width(), image.get_height()],
        "layers": [describe(layer) for layer in all_layers(image.get_layers())],
        "channels": [channel.get_name() for channel in image.get_channels()],
        "selected": [layer.get_name() for layer in image.get_selected_layers()],
        "selection": hashlib.sha256(read(image.get_selection(), "Y float")).hexdigest(),
        "parasites": parasites(image),
    }


def add_layer(image, kind, name="photo", size=None, at=(0, 0), parent=None, position=0):
    width, height = size or (image.get_width(), image.get_height())
    layer = Gimp.Layer.new(image, name, width, height, kind, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, parent, position)
    layer.set_offsets(*at)
    return layer


def run_cases(cases, finish):
    """Run each case's script and then `finish`, in one GIMP; give what ``facts`` holds then."""
    for name, script in cases.items():
        space = {**globals(), "case": name}
        try:
            exec(script + finish, space)
            result(**{name: space["facts"]})
        except Exception as error:
            result(**{name: {"error": f"{type(error).__name__}: {error}"}})
        for image in Gimp.get_images():
            image.delete()
