# SPDX-License-Identifier: GPL-3.0-or-later
"""How torch says that there is not enough memory."""

from __future__ import annotations

_WORDS = ("out of memory", "can't allocate memory", "not enough memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error is one of memory, of the graphics card or of the computer."""
    # torch.OutOfMemoryError on CUDA; plain RuntimeError on MPS and from the CPU's allocator, which
    # has other words on Windows than elsewhere.
    text = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(words in text for words in _WORDS)
    )
