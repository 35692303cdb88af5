# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights that authors of papers published: what there is, fetching and taking them over."""
