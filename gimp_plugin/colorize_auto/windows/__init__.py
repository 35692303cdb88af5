# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows, one a file. Only an interactive run imports them: they need a screen."""
