# SPDX-License-Identifier: GPL-3.0-or-later
"""Videos in and out: every picture is coloured, the sound is copied, one picture at a time.

Only the lightness of the pictures is used: their Y' with the full range of codes, which is what a
gray plane holds too. What is written is H.264 with Y'CbCr of ITU-R BT.709 in limited range, tagged
so, which every player shows alike.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from backend.file_identity import identity
from backend.photo_files.formats import cause
from backend.photo_files.full_disk import is_full_disk, no_room_for
from models.errors import ColorizeError

FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""Of the files that are written, by their suffixes."""
_BT709 = 1  # primaries, curve and matrix have the same number
_LIMITED = 1
_USUAL_RATE = Fraction(25)
_COMPLETE = 0.98  # share of the pictures below which a file is called incomplete
_UNNAMED = {"1 channels": "mono", "2 channels": "stereo"}
_FOREIGN = ("major_brand", "minor_version", "compatible_brands", "encoder")


class BadVideoFile(ColorizeError):
    """A video file cannot be read or written; the sentence names it."""


@dataclass(frozen=True)
class VideoResult:
    """What became of a video."""

    frames: int
    notes: tuple[str, ...]
    """What the user should know, in sentences."""


def color_video(
    source: Path,
    target: Path,
    color: Callable[[NDArray[np.uint8]], NDArray[np.uint8]],
    begin: Callable[[int | None], object] = lambda frames: None,
    progress: Callable[[], object] = lambda: None,
) -> VideoResult:
    """Colour a video.

    Sound, times of the pictures and their shape stay; pictures that are marked as turned are turned
    upright. The memory that this takes does not depend on the length.

    Parameters
    ----------
    source : Path
        The video.
    target : Path
        Where to; the suffix, one of `FORMATS`, says the format. A file that is there is replaced
        once the new one is complete.
    color : callable
        Gives sRGB pixels (H, W, 3) for a gray plane (H, W); is called for one picture after the
        other.
    begin : callable
        Told how many pictures there will be, about, or None where nobody knows.
    progress : callable
        Called after each picture.

    Returns
    -------
    VideoResult

    Raises
    ------
    BadVideoFile
        If the video cannot be read or has no pictures, the result cannot be written, or would
        replace the video.
    backend.photo_files.full_disk.FullDisk
        If there is no room for the result.
    """
    if target.suffix.lower() not in FORMATS:
        raise BadVideoFile(
            f"{target.name} does not end in one of {', '.join(FORMATS)}, so it is not clear what "
            "kind of file it should be."
        )
    with _opened(source) as media:
        if identity(target) == identity(source):
            raise BadVideoFile(f"{target} is the video itself and is not replaced.")
        pictures = _pictures(media, source)
        begin(_count(media, pictures))
        try:
            # Beside the result, so that the last step is a rename within one file system.
            with tempfile.TemporaryDirectory(
                dir=target.parent, prefix=".colorize-", ignore_cleanup_errors=True
            ) as folder:
                draft = Path(folder) / f"complete{target.suffix.lower()}"
                with av.open(str(draft), "w", format=FORMATS[target.suffix.lower()]) as written:
                    result = _Conversion(source, media, pictures, written, target).run(
                        color, progress
                    )
                draft.replace(target)
        except (OSError, av.FFmpegError) as error:
            if is_full_disk(error):
                raise no_room_for(target) from error
            raise BadVideoFile(f"{target} cannot be written{cause(error)}.") from error
    return result


class _Conversion:
    """One video on its way."""

    def __init__(
        self,
        source: Path,
        media: InputContainer,
        pictures: VideoStream,
        written: OutputContainer,
        target: Path,
    ):
        self._source = source
        self._media = media
        self._pictures = pictures
        self._written = written
        self._target = target
        self._rate = pictures.average_rate or pictures.guessed_rate or _USUAL_RATE
        self._time_base = pictures.time_base or 1 / self._rate
        self._last: int | None = None
        self._end = Fraction(0)  # of what could be read, in seconds
        self._pictures_end = Fraction(0)
        self._shown = 0  # pictures that the file holds and that a trim does not hide
        self._stream: VideoStream | None = None
        written.metadata.update(
            {key: text for key, text in media.metadata.items() if key not in _FOREIGN}
        )

    def run(
        self,
        color: Callable[[NDArray[np.uint8]], NDArray[np.uint8]],
        progress: Callable[[], object],
    ) -> VideoResult:
        # The first picture says size and turn, which have to be known before anything is written.
        frames, damaged, waiting = 0, 0, []
        sound = {stream.index: self._copied(stream) for stream in self._media.streams.audio}
        for packet in self._packets():
            if packet.stream.index in sound:
                if packet.dts is not None:
                    packet.stream = sound[packet.stream.index]
                    waiting.append(packet)
            else:
                try:
                    decoded = self._pictures.decode(packet)
                except av.FFmpegError:
                    damaged += 1
                    continue
                for frame in decoded:
                    self._write(frame, color(_upright(frame)))
                    frames += 1
                    progress()
            if self._stream is not None:
                self._written.mux(waiting)
                waiting.clear()
        if self._stream is None:
            raise BadVideoFile(f"{self._source.name} is damaged: none of its pictures can be read.")
        self._mux(None)
        return VideoResult(frames, tuple(self._notes(frames, damaged)))

    def _packets(self) -> Iterator[av.Packet]:
        streams = [self._pictures, *self._media.streams.audio]
        try:
            for packet in self._media.demux(streams):
                if packet.pts is not None and packet.time_base:
                    end = (packet.pts + (packet.duration or 0)) * packet.time_base
                    self._end = max(self._end, end)
                    if packet.stream is self._pictures:
                        self._pictures_end = max(self._pictures_end, end)
                if packet.stream is self._pictures and packet.size and not packet.is_discard:
                    self._shown += 1
                yield packet
        except av.FFmpegError as error:
            raise BadVideoFile(
                f"{self._source.name} is damaged or incomplete{cause(error)}."
            ) from error

    def _copied(self, stream: AudioStream) -> AudioStream:
        try:
            copy = self._written.add_stream_from_template(stream)
        except (ValueError, av.FFmpegError) as error:
            raise self._foreign_sound(stream) from error
        # AVI does not say which of its channels is which; MP4 would refuse that at the very end.
        if copy.layout.name in _UNNAMED:
            copy.codec_context.layout = _UNNAMED[copy.layout.name]
        copy.metadata.update(stream.metadata)
        return copy

    def _foreign_sound(self, stream: AudioStream) -> BadVideoFile:
        way = (
            "convert its sound to AAC first"
            if self._target.suffix.lower() == ".mkv"
            else "let the name of the result end in .mkv"
        )
        return BadVideoFile(
            f"A {self._target.suffix} file cannot hold the sound of {self._source.name} "
            f"({stream.codec_context.name}); {way}."
        )

    def _write_head(self) -> None:
        """Begin the file; some kinds of sound are refused only here."""
        try:
            self._written.start_encoding()
        except av.ArgumentError as error:
            for stream in self._media.streams.audio:
                raise self._foreign_sound(stream) from error
            raise

    def _begun(self, frame: VideoFrame, height: int, width: int) -> VideoStream:
        """Add the stream of pictures, for pictures like the first one."""
        name = "libx264" if "libx264" in av.codecs_available else "mpeg4"
        stream: VideoStream = self._written.add_stream(  # type: ignore[assignment]
            name, rate=self._rate, options={"crf": "17"} if name == "libx264" else {"qmax": "4"}
        )
        context = stream.codec_context
        context.height, context.width = height, width
        context.pix_fmt = "yuv420p"
        context.time_base = self._time_base
        stream.time_base = self._time_base
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED
        if name == "mpeg4":
            context.bit_rate = round(height * width * self._rate)  # as much as it asks for
        shape = self._pictures.sample_aspect_ratio
        if shape:
            context.sample_aspect_ratio = 1 / shape if frame.rotation % 180 else shape
        return stream

    def _write(self, frame: VideoFrame, rgb: NDArray[np.uint8]) -> None:
        # H.264 with colours at half resolution has even sides.
        even = np.pad(rgb, ((0, rgb.shape[0] % 2), (0, rgb.shape[1] % 2), (0, 0)), mode="edge")
        if self._stream is None:
            self._stream = self._begun(frame, *even.shape[:2])
            self._write_head()
        context = self._stream.codec_context
        coloured = VideoFrame.from_ndarray(even, format="rgb24").reformat(
            context.width, context.height, "yuv420p", dst_colorspace="ITU709"
        )
        coloured.time_base = self._time_base
        coloured.pts = self._time(frame)
        coloured.color_range, coloured.colorspace = _LIMITED, _BT709
        self._mux(coloured)

    def _mux(self, frame: VideoFrame | None) -> None:
        assert self._stream is not None
        for packet in self._stream.encode(frame):
            if not packet.duration:
                packet.duration = self._step
            self._written.mux(packet)

    @property
    def _step(self) -> int:
        """Usual time from one picture to the next."""
        return max(1, round(1 / self._rate / self._time_base))

    def _time(self, frame: VideoFrame) -> int:
        """When a picture is shown: as it was, but always later than the one before."""
        time = frame.pts
        if self._last is not None:
            time = self._last + self._step if time is None else max(time, self._last + 1)
        self._last = time or 0
        return self._last

    def _notes(self, frames: int, damaged: int) -> Iterator[str]:
        counted = self._pictures.frames  # those that a trim hides among them; 0 if unknown
        unreadable = counted and frames < _COMPLETE * self._shown
        breaks_off = self._breaks_off()
        if damaged or unreadable or breaks_off:
            expected = counted if breaks_off else self._shown
            of = f" of {expected}" if expected > frames else ""
            yield f"The file is damaged or incomplete: {frames}{of} pictures could be read."
        others = {stream.type for stream in self._media.streams} - {"video", "audio"}
        if "subtitle" in others:
            yield "The subtitles are not copied."

    def _breaks_off(self) -> bool:
        pictures, step = self._pictures, 1 / self._rate  # how long the last one is may be unknown
        if pictures.frames and pictures.duration:
            due = (pictures.start_time or 0) + _COMPLETE * pictures.duration
            return self._pictures_end + step < due * self._time_base
        # Matroska says how long the whole is and not how many pictures it has; sound and pictures
        # both end early when a part is missing, whatever the rate of the pictures.
        begin, length = self._media.start_time or 0, self._media.duration
        if "matroska" not in self._media.format.name or not length:
            return False
        return 1_000_000 * (self._end + step) < begin + _COMPLETE * length


def _opened(source: Path) -> InputContainer:
    try:
        # A local playlist must not make the program fetch anything.
        return av.open(str(source), options={"protocol_whitelist": "file"})
    except (OSError, ValueError, av.FFmpegError) as error:
        raise BadVideoFile(f"{source.name} cannot be read as a video{cause(error)}.") from error


def _pictures(media: InputContainer, source: Path) -> VideoStream:
    for stream in media.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            stream.thread_type = "AUTO"
            return stream
    raise BadVideoFile(f"{source.name} has no moving pictures.")


def _count(media: InputContainer, pictures: VideoStream) -> int | None:
    if pictures.frames:
        return pictures.frames
    rate = pictures.average_rate or pictures.guessed_rate
    if media.duration and rate:
        return max(1, round(Fraction(media.duration, 1_000_000) * rate))
    return None


def _upright(frame: VideoFrame) -> NDArray[np.uint8]:
    gray = frame.to_ndarray(format="gray")
    return np.ascontiguousarray(np.rot90(gray, round(frame.rotation / 90)))
