# SPDX-License-Identifier: GPL-3.0-or-later
"""The .npy wire format: what goes in comes out, and nothing else is believed."""

import io
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from photo_samples import from_npy, npy, ramp

from backend import planes
from backend.problems import Problem

PIXELS = 1_000_000


def read(data: bytes, length: int | None = None, max_pixels: int = PIXELS) -> np.ndarray:
    return planes.read_gray(
        io.BytesIO(data), len(data) if length is None else length, max_pixels, "The photo"
    )


def header(text: str) -> bytes:
    padded = text.encode("latin1").ljust(64 * (1 + (len(text) + 10) // 64) - 10 - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded


shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=40)
types = st.sampled_from([np.dtype("u1"), np.dtype("<u2"), np.dtype("<f4")])


@given(hnp.arrays(types, shapes))
def test_a_plane_arrives_as_it_was_sent(plane):
    result = read(npy(plane))
    assert result.dtype == plane.dtype
    assert np.array_equal(result, plane, equal_nan=plane.dtype.kind == "f")


@given(
    hnp.arrays(st.sampled_from([np.uint8, np.uint16, np.float32]), (17, 5, 3)),
    st.integers(1, 20),
)
def test_strips_make_a_file_that_numpy_reads(pixels, rows):
    strips = [pixels[top : top + rows] for top in range(0, len(pixels), rows)]
    chunks, length = planes.stream(pixels.shape, pixels.dtype, strips)
    data = b"".join(chunks)
    assert len(data) == length
    assert np.array_equal(from_npy(data), pixels, equal_nan=pixels.dtype.kind == "f")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_a_bad_plane(data):
    with pytest.raises(Problem) as raised:
        read(data)
    assert raised.value.code == "bad-plane"


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_changed_byte_never_breaks_anything_else(place, value):
    data = bytearray(npy(ramp(4, 18)))
    data[place % len(data)] = value
    try:
        assert read(bytes(data)).size == 72
    except Problem as problem:
        assert problem.code in ("bad-plane", "too-large")


@given(st.integers(0, 199))
def test_every_truncation_is_a_bad_plane(length):
    data = npy(ramp(4, 18))[:length]
    for claimed in (len(data), 200):
        with pytest.raises(Problem) as raised:
            read(data, claimed)
        assert raised.value.code == "bad-plane"


@pytest.mark.parametrize(
    "array",
    [
        ramp().astype(">u2"),
        ramp().astype(np.float64),
        ramp().astype(np.int16),
        ramp() > 3,
        np.asfortranarray(ramp()),
        ramp()[None],
        ramp()[0],
        np.array(3, np.uint8),
        np.zeros((0, 5), np.uint8),
        ramp().astype([("a", "u1")]),
        ramp().astype("S3"),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_other_arrays_are_refused(array):
    with pytest.raises(Problem, match="gray plane") as raised:
        read(npy(array))
    assert raised.value.code == "bad-plane"


@pytest.mark.parametrize("version", [b"\x02\x00", b"\x03\x00", b"\x00\x00", b"\x09\x01"])
def test_other_format_versions_are_refused(version):
    with pytest.raises(Problem, match="version"):
        read(npy(ramp()).replace(b"NUMPY\x01\x00", b"NUMPY" + version))


def test_pickled_objects_are_never_opened():
    buffer = io.BytesIO()
    np.save(buffer, np.array([[object]], dtype=object), allow_pickle=True)
    with pytest.raises(Problem) as raised:
        read(buffer.getvalue())
    assert raised.value.code == "bad-plane"


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("(1000000, 1000000)", "too-large"),
        ("(9223372036854775807, 9223372036854775807)", "too-large"),
        (f"({10**400}, {10**400})", "too-large"),
        ("(30000, 30000)", "too-large"),
        ("(999, 999)", "bad-plane"),
        ("(-5, -5)", "bad-plane"),
        ("(True, 5)", "bad-plane"),
        ("(5.0, 5)", "bad-plane"),
        ("'55'", "bad-plane"),
    ],
)
def test_absurd_sizes_take_no_memory(shape, code):
    data = header(f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}")
    tracemalloc.start()
    with pytest.raises(Problem) as raised:
        read(data)
    assert raised.value.code == code
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 5000,
        "__import__('os').system('false')",
        "{'descr': '|u1', 'shape': (1, 1)}",
        "{'descr': '|u1', 'fortran_order': 7, 'shape': (1, 1)}",
        "{'descr': 'nonsense', 'fortran_order': False, 'shape': (1, 1)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1), 'more': 1}",
    ],
)
def test_headers_that_are_none(text):
    with pytest.raises(Problem) as raised:
        read(header(text) + b"\0")
    assert raised.value.code == "bad-plane"


def test_the_number_of_pixels_is_bounded():
    assert read(npy(ramp(10, 10)), max_pixels=100).shape == (10, 10)
    with pytest.raises(Problem) as raised:
        read(npy(ramp(10, 11)), max_pixels=100)
    assert raised.value.code == "too-large"
