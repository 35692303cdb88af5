# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to the backend: found or started, asked, ended; all without GIMP."""
