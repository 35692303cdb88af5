# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's colour hints: strokes, and how they spread."""
