# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour science, networks, decoding, training and the shipped weights."""
