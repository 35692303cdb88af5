# SPDX-License-Identifier: GPL-3.0-or-later
"""Photo files in and out: what belongs to a photo stays with it. Read back by other libraries."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from photo_round_trip import MAX_PIXELS, color, lightness, pixels, read
from photo_samples import BOATS, camera_data, ramp, save
from PIL import Image, ImageOps, TiffImagePlugin

from backend.photo_files.formats import BadPhotoFile, PhotoTooLarge
from backend.photo_files.full_disk import FullDisk
from backend.photo_files.reading import PhotoFile, read_photo
from backend.photo_files.writing import write_photo
from models.recomposition import Recomposition

KINDS = {
    "gray8": lambda: ramp(),
    "gray16": lambda: ramp(dtype=np.uint16),
    "rgb8": lambda: np.stack([ramp()] * 3, -1),
    "rgb16": lambda: np.stack([ramp(dtype=np.uint16)] * 3, -1),
    "gray8 alpha": lambda: np.stack([ramp(), ramp()[::-1]], -1),
    "rgb8 alpha": lambda: np.stack([ramp()] * 3 + [ramp()[::-1]], -1),
    "rgb16 alpha": lambda: np.stack([ramp(dtype=np.uint16)] * 3 + [ramp(dtype=np.uint16)], -1),
}
SOURCES = [
    (kind, source)
    for kind in KINDS
    for source in ("png", "jpg", "tif", "webp")
    if not ("16" in kind and source in ("jpg", "webp"))
    and not ("alpha" in kind and source == "jpg")
    and not (kind.startswith("gray") and source == "webp")
]


@pytest.mark.parametrize(("kind", "source"), SOURCES)
@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_every_kind_of_file_keeps_lightness_depth_and_alpha(tmp_path, kind, source, target):
    given = KINDS[kind]()
    options = {"lossless": True, "exact": True} if source == "webp" else {}
    photo = read(save(tmp_path / f"in.{source}", given, **options))
    out = tmp_path / f"out.{target}"
    notes = color(photo, out)

    result = pixels(out)
    holds_16, holds_alpha = target in ("png", "tif"), target != "jpg"
    assert result.dtype == (np.uint16 if "16" in kind and holds_16 else np.uint8)
    assert any("8 bits" in note for note in notes) == ("16" in kind and not holds_16)
    assert result.shape[2] == (4 if "alpha" in kind and holds_alpha else 3)
    assert any("transparency" in note for note in notes) == ("alpha" in kind and not holds_alpha)

    source_gray = given if given.ndim == 2 else given[..., 0]
    if not ("alpha" in kind and not holds_alpha):
        expected = lightness(np.stack([source_gray] * 3, -1))
        difference = np.abs(lightness(result) - expected)
        # JPEG and WebP are lossy; elsewhere only rounding is left.
        exact = source != "jpg" and target in ("png", "tif")
        assert difference.max() < 1 if exact else difference.mean() < 2
    if "alpha" in kind and holds_alpha:
        alpha = given[..., -1]
        if result.dtype != alpha.dtype:
            alpha = alpha // 257
        assert np.array_equal(result[..., -1], alpha)
    middle = result[:, 25:40, :3].reshape(-1, 3).mean(0)
    assert middle[2] > middle[1]  # the blue that was asked for


def test_gray_pixels_arrive_exactly(tmp_path):
    for dtype in (np.uint8, np.uint16):
        given = ramp(dtype=dtype)
        for suffix in ("png", "tif"):
            gray = read(save(tmp_path / f"a.{suffix}", given)).gray
            assert gray.dtype == dtype
            assert np.array_equal(gray, given)
    rgb = read(save(tmp_path / "b.png", np.stack([ramp()] * 3, -1))).gray
    assert np.array_equal(rgb, ramp().astype(np.uint16) * 257)


def test_miniswhite_palette_and_one_bit_files(tmp_path):
    tifffile.imwrite(tmp_path / "white.tif", 255 - ramp(), photometric="miniswhite")
    assert np.array_equal(read(tmp_path / "white.tif").gray, ramp())
    Image.fromarray(ramp()).convert("P").save(tmp_path / "palette.png")
    assert np.array_equal(read(tmp_path / "palette.png").gray, ramp().astype(np.uint16) * 257)
    Image.fromarray(ramp() > 100).save(tmp_path / "bit.png")
    assert set(np.unique(read(tmp_path / "bit.png").gray)) == {0, 255}


@pytest.mark.parametrize("source", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_camera_data_and_resolution_are_kept(tmp_path, source, target):
    file = tmp_path / f"in.{source}"
    exif = camera_data()
    if source == "webp":  # which has no other place for its resolution
        exif[282], exif[283], exif[296] = 300.0, 300.0, 2
    Image.fromarray(np.stack([ramp()] * 3, -1)).save(file, exif=exif, dpi=(300, 300))
    out = tmp_path / f"out.{target}"
    color(read(file), out)

    result = Image.open(out)
    kept = result.getexif()
    assert kept[0x010F] == "Linhof"
    assert kept[0x8298] == "Public domain"
    assert kept.get_ifd(0x8769)[0x9003] == "1936:03:01 12:00:00"
    place = kept.get_ifd(0x8825)
    assert place[1] == "N"
    assert [float(value) for value in place[2]] == [36.0, 30.0, 18.0]
    dots = result.info.get("dpi") or (kept[282], kept[283])
    assert np.allclose([float(value) for value in dots], 300, atol=0.1)
    result.load()


def test_a_16_bit_tiff_keeps_camera_data(tmp_path):
    Image.fromarray(ramp()).save(tmp_path / "in.tif", exif=camera_data())
    photo = read(tmp_path / "in.tif")
    sixteen = PhotoFile(ramp(dtype=np.uint16), np.dtype(np.uint16), None, None, photo.metadata, ())
    color(sixteen, tmp_path / "out.tif")
    with tifffile.TiffFile(tmp_path / "out.tif") as file:
        tags = file.pages[0].tags
        assert tags["Make"].value == "Linhof"
        assert tags["ExifTag"].value["DateTimeOriginal"] == "1936:03:01 12:00:00"
        assert file.asarray().dtype == np.uint16


@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_damaged_camera_data_is_left_out_with_a_note_and_the_rest_is_kept(tmp_path, target):
    head = b"II*\0\x08\0\0\0"
    directory = TiffImagePlugin.ImageFileDirectory_v2(head)
    directory.tagtype[282] = 2  # a resolution in letters
    directory[282], directory[0x010F] = "300", "Linhof"
    directory[0x8769] = {0x9003: "1936:03:01 12:00:00"}
    exif = b"Exif\0\0" + head + directory.tobytes(len(head))
    Image.fromarray(ramp()).save(tmp_path / "in.jpg", exif=exif)
    assert Image.open(tmp_path / "in.jpg").getexif()[282] == "300"

    photo = read(tmp_path / "in.jpg")
    assert "camera data (EXIF) is damaged" in photo.notes[0]
    color(photo, tmp_path / f"out.{target}")
    kept = Image.open(tmp_path / f"out.{target}").getexif()
    assert kept[0x010F] == "Linhof"
    assert kept.get(282) != "300"
    assert kept.get_ifd(0x8769)[0x9003] == "1936:03:01 12:00:00"


def test_a_file_that_is_silent_about_resolution_says_72(tmp_path):
    Image.fromarray(ramp()).save(tmp_path / "in.png")
    color(read(tmp_path / "in.png"), tmp_path / "out.png")
    assert np.allclose(Image.open(tmp_path / "out.png").info["dpi"], 72, atol=0.1)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_every_orientation_is_shown_the_same_way_up(tmp_path, orientation, target):
    source = tmp_path / "in.jpg"
    Image.fromarray(ramp()).save(source, exif=camera_data(orientation), dpi=(300, 200), quality=95)
    out = tmp_path / f"out.{target}"
    color(read(source), out)

    shown = ImageOps.exif_transpose(Image.open(source))
    result = Image.open(out)
    assert result.getexif().get(0x0112, 1) == 1
    assert result.size == shown.size
    difference = lightness(np.asarray(result)) - lightness(np.stack([np.asarray(shown)] * 3, -1))
    assert np.abs(difference).max() < 5
    if target in ("png", "tif"):
        turned = (200, 300) if orientation > 4 else (300, 200)
        assert np.allclose([float(value) for value in result.info["dpi"]], turned, atol=0.1)


def test_xmp_is_kept_without_its_orientation(tmp_path):
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="6" b="kept"/></x:xmpmeta>'
    Image.fromarray(ramp()).save(tmp_path / "in.jpg", xmp=xmp, exif=camera_data(6))
    color(read(tmp_path / "in.jpg"), tmp_path / "out.jpg")
    kept = Image.open(tmp_path / "out.jpg").info["xmp"]
    assert b'b="kept"' in kept
    assert b'tiff:Orientation="1"' in kept


def test_coloured_and_toned_photos_are_noticed(tmp_path):
    def notes(*channels: np.ndarray) -> str:
        save(tmp_path / "a.png", np.stack(channels, -1))
        return " ".join(read(tmp_path / "a.png").notes)

    gray = ramp()
    assert notes(gray, gray, gray) == ""
    assert "colours" in notes(gray, gray[:, ::-1], gray)
    assert "toned" in notes(gray, (gray * 0.85).astype(np.uint8), (gray * 0.6).astype(np.uint8))
    assert "toned" in " ".join(read(BOATS).notes)


def test_the_lightness_of_colours_is_theirs(tmp_path):
    rgb = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    gray = read(save(tmp_path / "a.png", rgb)).gray
    assert np.abs(lightness(np.stack([gray] * 3, -1)) - lightness(rgb)).max() < 0.05


@pytest.mark.parametrize("bigtiff", [False, True])
@pytest.mark.parametrize(
    ("kinds", "transparent"),
    [
        (["unspecified"], None),
        (["assocalpha"], 0),
        (["unassalpha", "unspecified"], 0),
        (["unspecified", "unassalpha"], 1),
    ],
)
def test_only_transparency_is_taken_for_transparency(tmp_path, kinds, transparent, bigtiff):
    more = [ramp()[::-1], ramp()[:, ::-1]][: len(kinds)]
    for name, colors in (("rgb", [ramp()] * 3), ("minisblack", [ramp()])):
        given = np.stack([*colors, *more], -1)
        options = {"planarconfig": "contig", "bigtiff": bigtiff}
        file = tmp_path / f"{name}.tif"
        tifffile.imwrite(file, given, photometric=name, extrasamples=kinds, **options)
        photo = read(file)
        color(photo, tmp_path / "out.png")
        result = np.asarray(Image.open(tmp_path / "out.png"))
        left_out = [note for note in photo.notes if "left out" in note]
        assert len(left_out) == (len(kinds) > (transparent is not None))
        if transparent is None:
            assert result.shape[2] == 3
        else:
            assert np.array_equal(result[..., 3], more[transparent])


def test_only_the_first_page_of_several_is_read(tmp_path):
    pages = [Image.fromarray(ramp()), Image.fromarray(255 - ramp())]
    pages[0].save(tmp_path / "in.tif", save_all=True, append_images=pages[1:])
    photo = read(tmp_path / "in.tif")
    assert np.array_equal(photo.gray, ramp())
    assert any("pages" in note for note in photo.notes)


def test_a_large_tiff_whose_pixels_are_in_one_piece_is_read(tmp_path):
    given = np.random.default_rng(0).integers(0, 65535, (5300, 5300), dtype=np.uint16)
    options = {"compression": "zlib", "compressionargs": {"level": 1}, "rowsperstrip": 5300}
    tifffile.imwrite(tmp_path / "scan.tif", given, **options)
    assert (tmp_path / "scan.tif").stat().st_size > 50 << 20
    assert np.array_equal(read(tmp_path / "scan.tif", 30_000_000).gray, given)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_empty_truncated_and_foreign_files_are_named(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(0, 255, (100, 150), dtype=np.uint8)
    file = save(tmp_path / f"scan.{suffix}", np.stack([noise] * 3, -1))
    whole = file.read_bytes()
    for data in (b"", whole[:10], whole[: len(whole) // 2], whole[:-30], b"\0" * 500):
        with pytest.raises(BadPhotoFile, match=r"scan\."):
            read_photo(data, file.name, MAX_PIXELS)


def test_other_kinds_of_files_are_refused(tmp_path):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'
    with pytest.raises(BadPhotoFile, match="not a PNG"):
        read_photo(svg, "a.svg", MAX_PIXELS)
    gif = io.BytesIO()
    Image.fromarray(ramp()).save(gif, "gif")
    with pytest.raises(BadPhotoFile, match="not a PNG"):
        read_photo(gif.getvalue(), "a.gif", MAX_PIXELS)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int16, np.uint32])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_other_numbers_are_refused(tmp_path, dtype, channels):
    given = np.stack([ramp()] * channels, -1).astype(dtype)
    kind = "rgb" if channels > 1 else "minisblack"
    tifffile.imwrite(tmp_path / "numbers.tif", given, photometric=kind)
    with pytest.raises(BadPhotoFile, match=r"numbers; save it with 8 or 16 bits"):
        read(tmp_path / "numbers.tif")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_layouts_that_would_be_misread_are_refused(tmp_path, dtype):
    given = np.stack([ramp(dtype=dtype)] * 2)
    options = {"photometric": "minisblack", "planarconfig": "separate", "rowsperstrip": 16}
    tifffile.imwrite(tmp_path / "apart.tif", given, extrasamples=["unspecified"], **options)
    with pytest.raises(BadPhotoFile, match=r"channels one after the other\. Open it in GIMP"):
        read(tmp_path / "apart.tif")
    if dtype == np.uint8:
        Image.fromarray(ramp()).convert("YCbCr").save(tmp_path / "ycc.tif")
        with pytest.raises(BadPhotoFile, match=r"Y'CbCr without JPEG compression"):
            read(tmp_path / "ycc.tif")


def test_layouts_that_look_alike_are_read(tmp_path):
    gray = ramp(dtype=np.uint16)
    apart, jpeg = tmp_path / "apart.tif", tmp_path / "jpeg.tif"
    options = {"photometric": "rgb", "planarconfig": "separate", "rowsperstrip": 16}
    tifffile.imwrite(apart, np.stack([gray] * 3), **options)
    assert np.array_equal(read(apart).gray, gray)
    Image.fromarray(ramp()).convert("YCbCr").save(jpeg, compression="jpeg", quality=100)
    assert np.abs(read(jpeg).gray // 257 - ramp().astype(int)).max() <= 3


def test_too_many_pixels_are_refused_before_they_are_read():
    head = Image.new("L", (50_000, 4))
    buffer = io.BytesIO()
    head.save(buffer, "png")
    with pytest.raises(PhotoTooLarge, match="million"):
        read_photo(buffer.getvalue(), "wide.png", 100_000)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1)])
def test_tiny_and_very_long_photos(tmp_path, shape):
    given = np.full(shape, 128, np.uint8)
    color(read(save(tmp_path / "in.png", given)), tmp_path / "out.png")
    assert np.asarray(Image.open(tmp_path / "out.png")).shape == (*shape, 3)


def test_a_format_that_is_too_small_says_so(tmp_path):
    photo = read(save(tmp_path / "in.png", np.full((2, 20_000), 128, np.uint8)))
    with pytest.raises(BadPhotoFile, match="16383"):
        color(photo, tmp_path / "out.webp")
    assert list(tmp_path.glob("out*")) == []


def test_a_failure_keeps_the_file_that_was_there(tmp_path):
    out = tmp_path / "out.png"
    out.write_bytes(b"precious")
    photo = read(save(tmp_path / "in.png", ramp()))

    class Failing(Recomposition):
        def srgb_strips(self, *arguments, **options):
            yield next(super().srgb_strips(*arguments, **options))
            raise OSError(28, os.strerror(28))

    with pytest.raises(FullDisk, match=rf"folder {tmp_path} is full"):
        write_photo(out, Failing(photo.gray, torch.zeros(2, 4, 4)), photo)
    assert out.read_bytes() == b"precious"
    assert {file.name for file in tmp_path.iterdir()} == {"in.png", "out.png"}


def test_progress_is_told_strip_by_strip(tmp_path):
    photo = read(save(tmp_path / "in.png", ramp(1000, 4000)))
    shares: list[float] = []
    coarse = torch.zeros(2, 4, 4)
    write_photo(tmp_path / "o.png", Recomposition(photo.gray, coarse), photo, shares.append)
    assert len(shares) == 16  # of about a quarter of a million pixels each
    assert sum(shares) == pytest.approx(1)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_files_of_raw_pixels_are_closed_when_they_are_deleted(tmp_path):
    photo = read(save(tmp_path / "in.png", ramp()))
    for number, suffix in enumerate(("png", "jpg", "tif", "webp")):
        color(photo, tmp_path / f"{number}.{suffix}")
    held = []
    for file in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the list itself is open while it is read
            held.append(file.readlink().name)
    assert not [name for name in held if name.startswith("pixels.raw")]
