# SPDX-License-Identifier: GPL-3.0-or-later
"""Words in photo files, captions and camera data: what went in comes out, read by Pillow."""

import struct
from pathlib import Path

import photo_round_trip
import pytest
import tifffile
from photo_captions import AUTHOR, CAPTION, captions_in, with_captions
from photo_round_trip import read
from photo_samples import camera_data, ramp, segment
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngInfo

from backend.photo_files.reading import PhotoFile


def color(source: Path, target: Path) -> PhotoFile:
    photo = read(source)
    photo_round_trip.color(photo, target)
    return photo


@pytest.mark.parametrize(
    ("source", "kind"),
    [("jpg", ""), ("tif", "< bytes"), ("tif", "< long"), ("tif", "> bytes"), ("tif", "> long")],
)
@pytest.mark.parametrize("target", ["png", "jpg", "tif"])
def test_captions_are_kept_whole(tmp_path, source, kind, target):
    given = with_captions(tmp_path / f"in.{source}", kind)
    color(given, tmp_path / f"out.{target}")
    Image.open(tmp_path / f"out.{target}").load()
    found = captions_in(tmp_path / f"out.{target}")
    assert found == captions_in(given)
    assert found[CAPTION] == "Großmutter am Hafen".encode()
    assert found[AUTHOR] == b"Mueller"


@pytest.mark.parametrize("target", ["png", "jpg", "tif"])
def test_captions_are_kept_beside_other_words(tmp_path, target):
    file = with_captions(tmp_path / "in.jpg", "")
    words = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    data = file.read_bytes()
    file.write_bytes(data[:2] + segment(0xFFE1, words) + data[2:])
    color(file, tmp_path / f"out.{target}")
    result = Image.open(tmp_path / f"out.{target}")
    assert b"xmpmeta" in result.info["xmp"]
    assert captions_in(tmp_path / f"out.{target}")[CAPTION] == "Großmutter am Hafen".encode()


def test_damaged_captions_are_left_out(tmp_path):
    file = with_captions(tmp_path / "in.jpg", "")
    file.write_bytes(file.read_bytes().replace(b"8BIM", b"XXXX"))
    color(file, tmp_path / "out.tif")
    result = Image.open(tmp_path / "out.tif")
    assert 33723 not in result.tag_v2
    assert result.size == ramp().shape[::-1]


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("source", ["jpg", "tif"])
@pytest.mark.parametrize("target", ["png", "jpg", "tif", "webp"])
def test_letters_beyond_ascii_keep_their_bytes(tmp_path, coding, source, target):
    words = {0x013B: "Jörg Müller", 0x8298: "© ß"}
    place, user = 0x8769, "Señor Ñandú"
    exif = Image.Exif()
    for tag, text in words.items():
        exif[tag] = "x" * len(text.encode(coding))
    exif.get_ifd(place)[0xA430] = "y" * len(user.encode(coding))
    whole = Image.Exif()
    whole.load(exif.tobytes())
    file = tmp_path / f"in.{source}"
    Image.fromarray(ramp()).save(file, exif=whole)
    data = file.read_bytes()
    for text, letter in ((words[0x013B], "x"), (words[0x8298], "x"), (user, "y")):
        blank = letter.encode() * len(text.encode(coding)) + b"\0"
        assert blank in data or len(blank) <= 4
        data = data.replace(blank, text.encode(coding) + b"\0", 1)
    file.write_bytes(data)

    photo = color(file, tmp_path / f"out.{target}")
    assert photo.notes == ()
    kept = Image.open(tmp_path / f"out.{target}").getexif()
    assert {tag: kept[tag].encode("latin-1").decode(coding) for tag in words} == words
    assert kept.get_ifd(place)[0xA430].encode("latin-1").decode(coding) == user


def test_a_bigtiff_keeps_its_camera_data_and_is_not_called_damaged(tmp_path):
    tifffile.imwrite(tmp_path / "bare.tif", ramp(), bigtiff=True)
    assert color(tmp_path / "bare.tif", tmp_path / "out.png").notes == ()
    Image.fromarray(ramp()).save(tmp_path / "full.tif", exif=camera_data(), big_tiff=True)
    assert (tmp_path / "full.tif").read_bytes()[2] == 43
    assert color(tmp_path / "full.tif", tmp_path / "out.jpg").notes == ()
    kept = Image.open(tmp_path / "out.jpg").getexif()
    assert kept[0x010F] == "Linhof"
    assert kept.get_ifd(0x8769)[0x9003] == "1936:03:01 12:00:00"


def with_comments(path: Path, *comments: bytes) -> Path:
    Image.fromarray(ramp()).save(path, exif=camera_data(), dpi=(300, 300))
    data = path.read_bytes()
    segments = [segment(0xFFFE, each) for each in comments]
    # One before all that programs add, the others, with a filling byte, before the tables.
    tables = data.index(b"\xff\xdb")
    path.write_bytes(
        data[:2] + segments[0] + data[2:tables] + b"\xff" + b"".join(segments[1:]) + data[tables:]
    )
    return path


def comments(path: Path) -> list[bytes]:
    image = Image.open(path)
    assert isinstance(image, JpegImageFile)
    return [content for marker, content in image.applist if marker == "COM"]


def test_comments_of_jpeg_files_are_kept_byte_for_byte(tmp_path):
    given = ("Großmutter am Hafen".encode(), "Großvater".encode("latin-1"), b"y" * 65_533, b"")
    photo = color(with_comments(tmp_path / "in.jpg", *given), tmp_path / "out.jpg")
    assert photo.notes == ()
    assert comments(tmp_path / "in.jpg") == comments(tmp_path / "out.jpg") == list(given)
    result = JpegImageFile(tmp_path / "out.jpg")
    assert result.getexif()[0x010F] == "Linhof"
    assert result.info["dpi"] == (300, 300)
    first, *_ = result.applist
    assert first[0] in ("APP0", "APP1")  # which programs want to be first
    result.load()


def test_comments_of_jpeg_files_are_texts_of_png_files(tmp_path):
    given = with_comments(tmp_path / "in.jpg", "Großmutter".encode("latin-1"), b"1936\0harbour\0")
    color(given, tmp_path / "out.png")
    assert texts(tmp_path / "out.png") == [
        (b"iTXt", b"Comment\0" + bytes(4) + "Großmutter".encode()),
        (b"iTXt", b"Comment\0" + bytes(4) + b"1936 harbour"),
    ]
    assert Image.open(tmp_path / "out.png").info["Comment"] == "1936 harbour"


def test_what_looks_like_a_comment_among_the_pixels_is_none(tmp_path):
    given = with_comments(tmp_path / "in.jpg", b"before")
    given.write_bytes(given.read_bytes() + b"\xff\xfe\0\7after")
    color(given, tmp_path / "out.jpg")
    assert comments(tmp_path / "out.jpg") == [b"before"]


def with_texts(path: Path) -> Path:
    texts = PngInfo()
    texts.add_text("Title", "plain")
    texts.add_text("Schlüssel", "Château, München")
    texts.add_text("Comment", "long and longer, así", zip=True)
    texts.add_itxt("Description", "東京 Château", lang="ja", tkey="説明")
    texts.add_itxt("Author", "Ἑλένη", zip=True)
    Image.fromarray(ramp()).save(path, pnginfo=texts)
    return path


def chunks(path: Path) -> list[tuple[bytes, bytes]]:
    data, start, found = path.read_bytes(), 8, []
    while start < len(data):
        size, kind = struct.unpack_from(">I4s", data, start)
        found.append((kind, data[start + 8 : start + 8 + size]))
        start += 12 + size
    return found


def texts(path: Path) -> list[tuple[bytes, bytes]]:
    return [chunk for chunk in chunks(path) if chunk[0] in (b"tEXt", b"zTXt", b"iTXt")]


def test_texts_of_png_files_are_kept_byte_for_byte(tmp_path):
    given = with_texts(tmp_path / "in.png")
    photo = color(given, tmp_path / "out.png")
    assert photo.notes == ()
    result = tmp_path / "out.png"
    assert len(texts(given)) == 5
    assert texts(result) == texts(given)
    kinds = [kind for kind, _ in chunks(result)]
    assert kinds.index(b"iTXt") < kinds.index(b"IDAT")  # some programs look no further
    shown = Image.open(result)
    assert shown.info["Schlüssel"] == "Château, München"
    assert shown.info["Description"] == "東京 Château"
    assert shown.info["Description"].lang == "ja"
    shown.load()


def test_texts_after_the_pixels_are_kept_and_damaged_ones_are_not(tmp_path):
    given = with_texts(tmp_path / "in.png")
    data = given.read_bytes()
    first = data.index(b"tEXtTitle") - 4
    size = 12 + len(b"Title\0plain")
    chunk = data[first : first + size]
    bare = data[:first] + data[first + size :]
    given.write_bytes(bare[:-12] + chunk + chunk.replace(b"plain", b"plane") + bare[-12:])
    color(given, tmp_path / "out.png")
    kept = texts(tmp_path / "out.png")
    assert kept == texts(given)[:-1]
    assert kept[-1] == (b"tEXt", b"Title\0plain")


@pytest.mark.parametrize("source", ["png", "jpg"])
def test_xmp_is_where_png_files_have_it(tmp_path, source):
    words = "<x:xmpmeta xmlns:x='adobe:ns:meta/' tiff:Orientation='6'>Tōkyō</x:xmpmeta>".encode()
    given = tmp_path / f"in.{source}"
    if source == "png":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", words.decode())
        Image.fromarray(ramp()).save(given, pnginfo=info)
    else:
        Image.fromarray(ramp()).save(given, xmp=words)
    color(given, tmp_path / "out.png")
    kept = Image.open(tmp_path / "out.png")
    assert kept.info["xmp"] == words.replace(b"'6'", b"'1'")
    assert len(texts(tmp_path / "out.png")) == 1
