# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour science: Lab, the ab bins, gamut and upsampling."""
