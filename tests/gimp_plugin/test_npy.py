# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes on the wire, against NumPy's own reading and writing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import npy

planes = hnp.arrays(
    dtype=st.sampled_from([np.uint8, np.dtype("<u2"), np.dtype("<f4")]),
    shape=st.one_of(
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=20),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)),
    ),
)


def saved(plane: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, plane)
    return file.getvalue()


@given(planes)
def test_reads_what_numpy_writes(plane: np.ndarray) -> None:
    plane = np.ascontiguousarray(plane)
    header, values = npy.unpack(saved(plane))
    assert (header.shape, header.dtype) == (plane.shape, plane.dtype.name)
    assert values == plane.tobytes()


@given(planes)
def test_numpy_reads_what_is_written(plane: np.ndarray) -> None:
    data = npy.Header(plane.dtype.name, plane.shape).pack() + plane.tobytes()
    np.testing.assert_array_equal(np.load(io.BytesIO(data)), plane)
    assert data.index(b"\n") % 64 == 63


@given(st.binary(max_size=300))
def test_any_bytes_give_a_plane_or_a_sentence(data: bytes) -> None:
    for attempt in (data, npy.MAGIC + data, saved(np.zeros((2, 2), np.uint8))[:64] + data):
        try:
            header, values = npy.unpack(attempt)
        except npy.BadNpy as error:
            assert str(error).endswith(".")
        else:
            assert len(values) == header.nbytes


@given(st.text(max_size=120))
def test_any_header_text_gives_a_plane_or_a_sentence(text: str) -> None:
    encoded = text.encode("latin-1", errors="replace")
    data = npy.MAGIC + b"\x01\x00" + len(encoded).to_bytes(2, "little") + encoded
    with pytest.raises(npy.BadNpy):
        npy.unpack(data)


@pytest.mark.parametrize(
    ("plane", "sentence"),
    [
        (np.zeros((2, 3), np.float64), "kind that is not understood"),
        (np.zeros((2, 3), np.int16), "kind that is not understood"),
        (np.zeros((2, 3), ">u2"), "kind that is not understood"),
        (np.asfortranarray(np.zeros((2, 3), np.uint8)), "kind that is not understood"),
        (np.zeros((2, 3), [("a", "u1")]), "kind that is not understood"),
    ],
)
def test_refuses_other_kinds(plane: np.ndarray, sentence: str) -> None:
    with pytest.raises(npy.BadNpy, match=sentence):
        npy.unpack(saved(plane))


def test_refuses_pickles_without_opening_them() -> None:
    file = io.BytesIO()
    np.save(file, np.array([[{"a": 1}]], object), allow_pickle=True)
    with pytest.raises(npy.BadNpy):
        npy.unpack(file.getvalue())


@pytest.mark.parametrize("cut", [1, 5, 70, 122])
def test_says_when_data_are_cut_short(cut: int) -> None:
    with pytest.raises(npy.BadNpy):
        npy.unpack(saved(np.zeros((2, 3), np.uint8))[:-cut])


def test_refuses_more_values_than_announced() -> None:
    with pytest.raises(npy.BadNpy, match="more values"):
        npy.unpack(saved(np.zeros((2, 3), np.uint8)) + b"x")


def test_refuses_an_absurd_header_without_reading_it() -> None:
    data = npy.MAGIC + b"\x02\x00" + (2**31).to_bytes(4, "little")
    with pytest.raises(npy.BadNpy, match="absurd"):
        npy.unpack(data)


@pytest.mark.parametrize("shape", ["(-1, 3)", "(2.0, 3)", "(True, 3)", "[2, 3]", "('a', 3)"])
def test_refuses_impossible_sizes(shape: str) -> None:
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    with pytest.raises(npy.BadNpy):
        npy.unpack(npy.MAGIC + b"\x01\x00" + len(text).to_bytes(2, "little") + text + b"abcdef")


def test_writes_known_dtypes_only() -> None:
    with pytest.raises(ValueError, match="float64"):
        npy.Header("float64", (1, 1)).pack()
