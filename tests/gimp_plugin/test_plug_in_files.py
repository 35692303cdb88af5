# SPDX-License-Identifier: GPL-3.0-or-later
"""What GIMP and the installer expect of the plug-in's folder."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from layers.layer_names import alternative_name

PLUG_IN = Path(__file__).resolve().parents[2] / "gimp_plugin" / "colorize_auto"
WITHOUT_GIMP = (
    "backend_access.client",
    "backend_access.starter",
    "backend_access.connection",
    "backend_access.connection_by_hand",
    "installation",
    "npy",
)


def test_gimp_finds_and_may_run_the_entry() -> None:
    entry = PLUG_IN / f"{PLUG_IN.name}.py"
    assert entry.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    if os.name == "posix":
        assert os.access(entry, os.X_OK)


@pytest.mark.parametrize("module", WITHOUT_GIMP)
def test_plain_python_imports_what_the_installer_uses(module: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, sys.argv[1]); import {module};"
        "assert 'gi' not in sys.modules"
    )
    # -I -S: the standard library alone, nothing of this test's environment.
    subprocess.run([sys.executable, "-I", "-S", "-c", code, str(PLUG_IN)], check=True)


@pytest.mark.parametrize("file", sorted(PLUG_IN.rglob("*.py")), ids=lambda file: file.name)
def test_imports_the_standard_library_and_gi_alone(file: Path) -> None:
    own = {path.stem for path in PLUG_IN.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not own & set(sys.stdlib_module_names), "a module hides one of Python's"
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= set(sys.stdlib_module_names) | own | {"gi"}


@pytest.mark.parametrize(
    ("probability", "name"),
    [
        (0.234, "Alternative 2: sky blue, 23 %"),
        (0.004, "Alternative 2: sky blue, under 1 %"),
        (1.0, "Alternative 2: sky blue, 100 %"),
    ],
)
def test_names_alternatives_for_people(probability: float, name: str) -> None:
    assert alternative_name(2, "sky blue", probability) == name
