# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that a format of photos does not hold: it is said what is left out, the rest is kept."""

import pytest
from photo_captions import with_captions
from photo_round_trip import color, read
from photo_samples import camera_data, ramp
from PIL import Image
from PIL.PngImagePlugin import PngInfo

DETAILS, MAKER, USER = 0x8769, 0x927C, 0x9286


def test_webp_has_no_place_for_captions(tmp_path):
    notes = color(read(with_captions(tmp_path / "in.jpg", "")), tmp_path / "out.webp")
    assert notes == ["out.webp: webp holds no captions (IPTC); the photo's were left out."]


@pytest.mark.parametrize("target", ["jpg", "tif", "webp"])
def test_only_png_has_texts_of_png_files(tmp_path, target):
    texts = PngInfo()
    texts.add_itxt("Description", "Großmutter am Hafen")
    Image.fromarray(ramp()).save(tmp_path / "in.png", pnginfo=texts)
    (note,) = color(read(tmp_path / "in.png"), tmp_path / f"out.{target}")
    assert f"{target} holds no texts of PNG files" in note
    Image.open(tmp_path / f"out.{target}").load()
    assert color(read(tmp_path / "in.png"), tmp_path / "out.png") == []


@pytest.mark.parametrize("target", ["tif", "webp"])
def test_other_formats_have_no_place_for_comments_of_jpeg_files(tmp_path, target):
    Image.fromarray(ramp()).save(tmp_path / "in.jpg", comment="Großmutter am Hafen")
    (note,) = color(read(tmp_path / "in.jpg"), tmp_path / f"out.{target}")
    assert note == (
        f"out.{target}: {target} holds no comments of JPEG files; the photo's were left out."
    )


@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("size", [59_000, 61_000])
def test_long_xmp_is_kept_or_told(tmp_path, target, size):
    words = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"y" * size + b"</x:xmpmeta>"
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", words.decode())
    Image.fromarray(ramp()).save(tmp_path / "in.png", pnginfo=texts)
    notes = color(read(tmp_path / "in.png"), tmp_path / f"out.{target}")
    is_kept = b"y" * size in (tmp_path / f"out.{target}").read_bytes()
    assert is_kept == (target != "jpg" or size < 60_000)
    assert [note.split(":")[1] for note in notes] == (
        [] if is_kept else [" jpg holds 60 kB of XMP at most; the photo's were left out."]
    )


@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("size", [64_000, 66_000])
def test_a_long_makers_note_does_not_cost_the_other_camera_data(tmp_path, target, size):
    exif = camera_data()
    exif.get_ifd(DETAILS).update({MAKER: b"m" * size, USER: b"ASCII\0\0\0at the harbour"})
    Image.fromarray(ramp()).save(tmp_path / "in.tif", exif=exif)
    notes = color(read(tmp_path / "in.tif"), tmp_path / f"out.{target}")
    kept = Image.open(tmp_path / f"out.{target}").getexif()
    details = kept.get_ifd(DETAILS)
    assert kept[0x010F] == "Linhof"
    assert details[USER].endswith(b"at the harbour")
    is_whole = len(details.get(MAKER, b"")) == size
    assert is_whole == (target == "tif" or size < 65_000)
    assert [note.split("; ")[1] for note in notes] == (
        [] if is_whole else ["the maker's note was left out."]
    )


def test_camera_data_that_are_long_without_a_makers_note_are_told(tmp_path):
    exif = camera_data()
    exif.get_ifd(DETAILS)[USER] = b"ASCII\0\0\0" + b"u" * 70_000
    Image.fromarray(ramp()).save(tmp_path / "in.tif", exif=exif)
    (note,) = color(read(tmp_path / "in.tif"), tmp_path / "out.jpg")
    assert note.endswith("camera data (EXIF) at most; the photo's were left out.")
    assert 0x010F not in Image.open(tmp_path / "out.jpg").getexif()  # libvips adds the resolution
