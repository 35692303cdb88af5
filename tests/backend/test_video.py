# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize video`` on real small clips: a pan, a cut, a tone; and what it refuses."""

import errno
import os
import signal
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner, Result
from live import PATIENCE, started
from numpy.typing import NDArray
from photo_samples import BOATS, DATA
from PIL import Image
from skimage.color import rgb2lab

from backend.cli import main
from backend.photo_files.full_disk import FullDisk
from backend.video import BadVideoFile, color_video

RATE = 12
SOUND = 44100


def colorize(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.stderr
    return result


def pan(photo: Path, count: int, height: int = 120, width: int = 160) -> list[NDArray[np.uint8]]:
    scene = np.asarray(Image.open(photo).convert("L").resize((width + 2 * count, height + 40)))
    return [scene[20 : 20 + height, 2 * n : 2 * n + width].copy() for n in range(count)]


def write(
    path: Path,
    frames: list[NDArray[np.uint8]],
    times: list[int] | None = None,
    sound: str | None = "aac",
    rotation: int = 0,
    codec: str = "libx264",
) -> Path:
    """Make a clip; `times` are in frames."""
    with av.open(str(path), "w") as clip:
        video = clip.add_stream(codec, rate=RATE)
        video.height, video.width = frames[0].shape
        video.pix_fmt = "yuv420p"
        if rotation:
            video.set_display_rotation(rotation)
        tone = clip.add_stream(sound, rate=SOUND) if sound else None
        if tone:
            tone.bit_rate = 64000
        for number, gray in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(gray, format="gray").reformat(format="yuv420p")
            frame.pts = number if times is None else times[number]
            frame.time_base = Fraction(1, RATE)
            clip.mux(video.encode(frame))
        clip.mux(video.encode(None))
        if tone:
            time = np.arange(SOUND * len(frames) // RATE) / SOUND
            wave = (9000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
            for first in range(0, len(wave), 1024):
                part = av.AudioFrame.from_ndarray(
                    wave[None, first : first + 1024], format="s16p", layout="mono"
                )
                part.sample_rate, part.pts = SOUND, first
                clip.mux(tone.encode(part))
            clip.mux(tone.encode(None))
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pan of 8 frames over a harbour, a cut, 4 frames of a hut; with a tone."""
    path = tmp_path_factory.mktemp("clip") / "film.mp4"
    return write(path, pan(BOATS, 8) + pan(DATA / "dust-bowl-home.jpg", 4))


def pictures(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as media:
        return list(media.decode(video=0))


def sound(path: Path) -> list[tuple[bytes, int | None]]:
    with av.open(str(path)) as media:
        return [(bytes(p), p.pts) for p in media.demux(audio=0) if p.dts is not None]


def gray_as_rgb(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([gray] * 3, -1)


def lightness(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    return rgb2lab(rgb)[..., 0]


def left_behind(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"home ü"}


def test_a_film_comes_back_in_colour_with_its_sound(clip, tmp_path):
    out = tmp_path / "color.mp4"
    result = colorize("video", clip, "-o", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == [str(out)]
    assert "12 frames in 2 scenes." in result.stderr
    assert left_behind(tmp_path) == {"color.mp4"}
    assert sound(out) == sound(clip)
    before, after = pictures(clip), pictures(out)
    assert [f.time for f in after] == [f.time for f in before]
    with av.open(str(clip)) as media, av.open(str(out)) as coloured:
        old, new = media.streams.video[0], coloured.streams.video[0]
        assert coloured.duration == media.duration
        assert (new.average_rate, new.time_base) == (old.average_rate, old.time_base)
        assert (new.width, new.height) == (old.width, old.height)
        context = new.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tags == (1, 1, 1, 1)
    for gray, coloured in zip(before, after, strict=True):
        rgb = coloured.to_ndarray(format="rgb24")
        difference = np.abs(lightness(rgb) - lightness(gray_as_rgb(gray.to_ndarray(format="gray"))))
        assert difference.mean() < 1.0
        assert np.abs(rgb2lab(rgb)[..., 1:]).mean() > 3


def test_the_settings_reach_the_frames(clip, tmp_path):
    out = tmp_path / "gray.mkv"
    result = colorize("video", clip, "-o", out, "--saturation", "0", "--device", "cpu")
    assert result.exit_code == 0
    assert np.abs(rgb2lab(pictures(out)[3].to_ndarray(format="rgb24"))[..., 1:]).mean() < 1


def test_uneven_times_odd_sides_and_plain_sound_are_kept(tmp_path):
    frames = [gray[:111, :149] for gray in pan(BOATS, 6)]
    times = [0, 1, 4, 5, 9, 10]
    film = write(tmp_path / "film.mkv", frames, times, "pcm_s16le", codec="ffv1")
    told: list[int | None] = []
    ticks: list[int] = []
    result = color_video(
        film, tmp_path / "out.mkv", gray_as_rgb, told.append, lambda: ticks.append(1)
    )
    assert (result.frames, result.notes, len(ticks)) == (6, (), 6)
    assert told[0] is not None
    after = pictures(tmp_path / "out.mkv")
    assert [f.time for f in after] == [f.time for f in pictures(film)]
    assert (after[0].height, after[0].width) == (112, 150)
    error = after[0].to_ndarray(format="gray")[:111, :149].astype(int) - frames[0]
    assert np.abs(error).mean() < 2
    assert [data for data, _ in sound(tmp_path / "out.mkv")] == [data for data, _ in sound(film)]


@pytest.mark.skipif(
    not hasattr(av.video.stream.VideoStream, "set_display_rotation"),
    reason="this PyAV writes no turned videos",
)
@pytest.mark.parametrize(("turned", "rotation"), [(1, -90), (2, 180), (3, 90)])
def test_turned_pictures_are_coloured_and_written_upright(tmp_path, turned, rotation):
    upright = pan(BOATS, 2)
    lying = [np.ascontiguousarray(np.rot90(gray, turned)) for gray in upright]
    film = write(tmp_path / "film.mp4", lying, sound=None, rotation=rotation)
    seen = []

    def color(gray):
        seen.append(gray)
        return gray_as_rgb(gray)

    color_video(film, tmp_path / "out.mp4", color)
    after = pictures(tmp_path / "out.mp4")[0]
    assert after.rotation == 0
    for picture in (seen[0], after.to_ndarray(format="gray")):
        assert np.abs(picture.astype(int) - upright[0]).mean() < 4


def test_without_the_h264_encoder_mpeg_4_is_written(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", {"mpeg4"})
    color_video(clip, tmp_path / "out.mp4", gray_as_rgb)
    with av.open(str(tmp_path / "out.mp4")) as media:
        assert media.streams.video[0].codec_context.name == "mpeg4"
        after = [frame.to_ndarray(format="gray").astype(int) for frame in media.decode(video=0)]
    before = [frame.to_ndarray(format="gray") for frame in pictures(clip)]
    assert np.abs(np.stack(after) - np.stack(before)).mean() < 2


def test_full_and_limited_range_become_the_same_gray(tmp_path):
    gray = np.tile(np.arange(0, 256, dtype=np.uint8), (64, 1))
    seen = []
    for name, kind in (("limited", "yuv420p"), ("full", "yuvj420p")):
        with av.open(str(tmp_path / f"{name}.mkv"), "w") as film:
            stream = film.add_stream("mjpeg" if name == "full" else "ffv1", rate=RATE)
            stream.height, stream.width, stream.pix_fmt = 64, 256, kind
            frame = av.VideoFrame.from_ndarray(gray, format="gray").reformat(format=kind)
            film.mux([*stream.encode(frame), *stream.encode(None)])

        def color(plane):
            seen.append(plane.astype(int))
            return gray_as_rgb(plane)

        color_video(tmp_path / f"{name}.mkv", tmp_path / "out.mkv", color)
    assert all(np.abs(plane - gray).mean() < 1.5 for plane in seen)
    assert len(seen) == 2


def test_what_is_no_video_is_one_clear_sentence(clip, tmp_path):
    (tmp_path / "text.mp4").write_text("not a film")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "cut.mp4").write_bytes(clip.read_bytes()[:4000])
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")
    with av.open(str(tmp_path / "song.mp4"), "w") as song:
        tone = song.add_stream("aac", rate=SOUND)
        part = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        part.sample_rate = SOUND
        song.mux([*tone.encode(part), *tone.encode(None)])
    names = left_behind(tmp_path)
    for name, reason in {
        "text.mp4": "cannot be read as a video",
        "empty.mp4": "cannot be read as a video",
        "cut.mp4": "cannot be read as a video",
        "list.m3u8": "",
        "song.mp4": "has no moving pictures",
    }.items():
        result = colorize("video", tmp_path / name, "-o", tmp_path / "out.mp4")
        assert result.exit_code == 1, name
        assert f"Error: {name}" in result.stderr
        assert reason in " ".join(result.stderr.split())
    assert left_behind(tmp_path) == names


def test_a_film_that_breaks_off_keeps_what_can_be_read(tmp_path):
    whole = write(tmp_path / "whole.mkv", pan(BOATS, 40), codec="mpeg4").read_bytes()
    (tmp_path / "broken.mkv").write_bytes(whole[: len(whole) * 2 // 3])
    result = color_video(tmp_path / "broken.mkv", tmp_path / "out.mkv", gray_as_rgb)
    assert 5 < result.frames < 40
    assert "damaged or incomplete" in result.notes[0]
    assert len(pictures(tmp_path / "out.mkv")) == result.frames


@pytest.mark.parametrize("seconds", [1, 2, 3])
def test_a_film_that_was_trimmed_without_new_coding_is_whole(tmp_path, seconds):
    film = write(tmp_path / "film.mp4", pan(BOATS, 48), codec="mpeg4")  # a key frame a second
    with av.open(str(film)) as media, av.open(str(tmp_path / "part.mp4"), "w") as part:
        streams = {s.index: part.add_stream_from_template(s) for s in media.streams}
        for packet in media.demux():
            if packet.dts is None:
                continue
            cut = int(Fraction(2 * seconds - 1, 2) / packet.time_base)
            if packet.stream.type == "video" or packet.pts >= cut:
                packet.pts -= cut
                packet.dts -= cut
                packet.stream = streams[packet.stream.index]
                part.mux(packet)
    result = color_video(tmp_path / "part.mp4", tmp_path / "out.mp4", gray_as_rgb)
    assert abs(result.frames - (48 - (2 * seconds - 1) * RATE // 2)) <= 1
    assert result.notes == ()


def test_an_mp4_film_that_breaks_off_is_told(tmp_path):
    film = write(tmp_path / "film.mp4", pan(BOATS, 40), sound=None, codec="mpeg4")
    with (
        av.open(str(film)) as media,
        av.open(str(tmp_path / "fast.mp4"), "w", options={"movflags": "faststart"}) as fast,
    ):
        stream = fast.add_stream_from_template(media.streams.video[0])
        for packet in media.demux():
            if packet.dts is not None:
                packet.stream = stream
                fast.mux(packet)
    whole = (tmp_path / "fast.mp4").read_bytes()
    (tmp_path / "broken.mp4").write_bytes(whole[: len(whole) * 2 // 3])
    result = color_video(tmp_path / "broken.mp4", tmp_path / "out.mp4", gray_as_rgb)
    assert 5 < result.frames < 40
    assert f"incomplete: {result.frames} of 40 pictures" in result.notes[0]


def test_unreadable_pictures_are_told(tmp_path):
    film = write(tmp_path / "film.mp4", pan(BOATS, 12), sound=None, codec="mpeg4")
    with av.open(str(film)) as media:
        places = [(p.pos, p.size) for p in media.demux(video=0) if p.size]
    data = bytearray(film.read_bytes())
    for place, size in places[5:]:
        data[place : place + size] = bytes(size)
    film.write_bytes(data)
    result = color_video(film, tmp_path / "out.mp4", gray_as_rgb)
    assert 0 < result.frames < 12
    assert "damaged or incomplete" in result.notes[0]
    for place, size in places:
        data[place : place + size] = bytes(size)
    film.write_bytes(data)
    with pytest.raises(BadVideoFile, match="none of its pictures can be read"):
        color_video(film, tmp_path / "none.mp4", gray_as_rgb)
    assert not (tmp_path / "none.mp4").exists()


def test_an_interrupted_film_leaves_no_half_file(clip, tmp_path):
    out = tmp_path / "out.mp4"
    out.write_text("from the last time")
    calls = []

    def color(gray):
        calls.append(gray)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return gray_as_rgb(gray)

    with pytest.raises(KeyboardInterrupt):
        color_video(clip, out, color)
    assert left_behind(tmp_path) == {"out.mp4"}
    assert out.read_text() == "from the last time"
    color_video(clip, out, gray_as_rgb)
    assert len(pictures(out)) == 12
    assert left_behind(tmp_path) == {"out.mp4"}


@pytest.mark.skipif(os.name != "posix", reason="Windows ends processes without asking")
def test_a_film_that_is_ended_from_outside_leaves_no_half_file(clip, tmp_path):
    with started("video", str(clip), "-o", str(tmp_path / "out.mp4")) as process:
        end = time.monotonic() + PATIENCE
        while not list(tmp_path.glob(".colorize-*/*")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < end
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM, said
    assert not left_behind(tmp_path)


def test_a_full_disk_is_named(clip, tmp_path):
    def color(gray):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(FullDisk, match=rf"out\.mp4 cannot be written: .* {tmp_path} is full"):
        color_video(clip, tmp_path / "out.mp4", color)
    assert not left_behind(tmp_path)


def test_the_film_itself_is_never_replaced(clip, tmp_path):
    before = clip.read_bytes()
    link = tmp_path / "link.mp4"
    link.symlink_to(clip)
    for out in (clip, link):
        with pytest.raises(BadVideoFile, match="is the video itself and is not replaced"):
            color_video(clip, out, gray_as_rgb)
    assert clip.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["{clip}"], 2, "--output"),
        (["{clip}", "-o", "{tmp}/out.avi"], 1, "out.avi does not end in one of .mp4"),
        (["{clip}", "-o", "{tmp}/none/out.mp4"], 1, "does not exist"),
        (["{tmp}/nothing.mp4", "-o", "{tmp}/out.mp4"], 2, "does not exist"),
        (["{clip}", "-o", "{tmp}/out.mp4", "--colorizer", "none"], 1, "no colorizer called"),
        (["{clip}", "-o", "{tmp}/out.mp4", "--temperature", "3"], 2, "temperature"),
    ],
)
def test_what_cannot_be_done_is_said(clip, tmp_path, arguments, code, text):
    given = [argument.format(clip=clip, tmp=tmp_path) for argument in arguments]
    result = colorize("video", *given)
    assert result.exit_code == code, result.output
    assert text in " ".join(result.stderr.split())
    assert not left_behind(tmp_path)


def test_plain_sound_whose_channels_have_no_names_goes_into_mp4(tmp_path):
    film = write(tmp_path / "film.avi", pan(BOATS, 6), sound="pcm_s16le", codec="mpeg4")
    result = color_video(film, tmp_path / "out.mp4", gray_as_rgb)
    assert (result.frames, result.notes) == (6, ())
    before, after = (b"".join(data for data, _ in sound(f)) for f in (film, tmp_path / "out.mp4"))
    assert before == after


@pytest.mark.parametrize(
    ("source", "sound", "suffix", "way"),
    [
        ("wmv", "wmav2", "mp4", r"end in \.mkv"),
        ("wmv", "wmav2", "mkv", "convert its sound"),
        ("avi", "pcm_u8", "mp4", r"end in \.mkv"),
        ("mkv", "flac", "mov", r"end in \.mkv"),
    ],
)
def test_sound_that_the_format_cannot_hold(tmp_path, source, sound, suffix, way):
    codec = "wmv2" if source == "wmv" else "mpeg4"
    film = write(tmp_path / f"film.{source}", pan(BOATS, 2), sound=sound, codec=codec)
    with pytest.raises(BadVideoFile, match=rf"cannot hold the sound of {film.name}.*{way}"):
        color_video(film, tmp_path / f"out.{suffix}", gray_as_rgb)
    assert left_behind(tmp_path) == {film.name}


def test_without_pyav_a_sentence_says_what_to_install(clip, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.delitem(sys.modules, "backend.video")
    result = colorize("video", clip, "-o", tmp_path / "out.mp4")
    assert result.exit_code == 1
    assert "PyAV" in result.stderr
    assert "pip install" in result.stderr
