# SPDX-License-Identifier: GPL-3.0-or-later
"""Every colorizer whose weights are here colours a photo in GIMP, by its name alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import registry
from models.capabilities import Capability
from pictures import chroma, lightness
from profile_folder import Installed

SCRIPT = """
for name in FACTS["names"]:
    image = load(FACTS["photo"])
    photo, = image.get_layers()
    before = describe(photo)
    status, text, group = run(image, [photo], colorizer=name, alternatives=1)
    if group is None:
        result(**{name: {"text": text}})
        continue
    keep_seen(image, name)
    untouched = describe(photo) == before
    result(**{name: {"text": text, "group": group.get_name(), "untouched": untouched,
                     "layers": len(group.get_children())}})
    image.delete()
"""


@pytest.fixture(scope="module")
def names() -> list[str]:
    return [name for name in registry.names() if registry.weights_file(name).is_file()]


@pytest.fixture(scope="module")
def runs(
    names: list[str], installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("colorizers")
    facts = installed.gimp.batch(installed.profile, SCRIPT, photo=photo, folder=folder, names=names)
    return facts, folder


def test_each_colours_and_leaves_the_photo_alone(
    names: list[str], runs: tuple[dict[str, Any], Path]
) -> None:
    facts, folder = runs
    for name in names:
        found = facts[name]
        assert found["text"] == "", f"{name}: {found['text']}"
        assert registry.card(name).title in found["group"]
        assert found["untouched"], name
        # One that gives a single colour for each place has no alternatives.
        several = Capability.DISTRIBUTION in registry.card(name).capabilities
        assert found["layers"] == 1 + several
        assert chroma(np.load(folder / f"{name}.npy")).mean() > 1.0, name


def test_all_show_the_same_light(names: list[str], runs: tuple[dict[str, Any], Path]) -> None:
    _facts, folder = runs
    first, *others = (lightness(np.load(folder / f"{name}.npy")) for name in names)
    for name, other in zip(names[1:], others, strict=True):
        assert np.mean(np.abs(other - first) <= 1.5) >= 0.999, name
