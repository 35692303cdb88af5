# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole evaluation, with the real colorizer on photos that the test paints."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models import registry
from models.device import choose_device
from models.errors import EvaluationImpossible
from models.evaluation.answer import read_truth
from models.evaluation.charts import Axis, Curve, chart
from models.evaluation.evaluation import evaluate, spread
from models.evaluation.markdown import markdown
from models.evaluation.page import page
from models.evaluation.results import Evaluation
from models.evaluation.sweep import DIALS
from models.evaluation.table import as_json, protocol, table
from models.photos import find_photos

BASELINES = ["gray", "random", "mean colour", "ground truth"]


def _paint(path: Path, seed: int, size: tuple[int, int] = (120, 90)) -> None:
    tiles = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    Image.fromarray(tiles).resize(size, Image.Resampling.BICUBIC).save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for number in range(3):
        _paint(folder / f"painted-{number}.png", number)
    Image.new("RGB", (64, 64), (90, 90, 90)).save(folder / "gray.png")
    return folder


@pytest.fixture(scope="module")
def evaluation(folder: Path) -> Evaluation:
    colorizer = registry.load(registry.DEFAULT, choose_device("cpu"))
    return evaluate(find_photos([folder]), [colorizer], {}, None)


def test_there_is_a_row_for_each_baseline_and_colorizer(evaluation: Evaluation) -> None:
    assert [row.name for row in evaluation.rows] == [*BASELINES, registry.DEFAULT]
    assert evaluation.photos == 3
    assert evaluation.left_out == ["gray.png"]
    rows = {row.name: row.estimates for row in evaluation.rows}
    for key in ("auc_raw", "auc_rebalanced", "psnr", "ssim", "regions"):
        truth, gray = rows["ground truth"][key], rows["gray"][key]
        assert truth is not None
        assert gray is not None
        assert truth.value > gray.value
        assert truth.low <= truth.value <= truth.high
    gain = rows["ground truth"]["auc_raw_above_gray"]
    assert gain is not None
    assert gain.value > 0
    assert rows["gray"]["calibration_error"] is None
    assert rows[registry.DEFAULT]["calibration_error"] is not None
    card = registry.card(registry.DEFAULT)
    assert evaluation.rows[-1].settings == card.defaults


def test_a_colorizer_costs_time_and_room_and_a_baseline_nothing(evaluation: Evaluation) -> None:
    rows = {row.name: row.estimates for row in evaluation.rows}
    assert rows["gray"]["seconds"] is rows["gray"]["parameters"] is None
    seconds, parameters = (rows[registry.DEFAULT][key] for key in ("seconds", "parameters"))
    assert seconds is not None
    assert 0 < seconds.value < 60
    weights = registry.weights_file(registry.DEFAULT).stat().st_size
    assert parameters is not None
    assert 2e6 * parameters.value == pytest.approx(weights, rel=0.1)


def test_alternatives_are_compared_with_the_automatic_colours(evaluation: Evaluation) -> None:
    rows = {row.name: row.estimates["calm_alternatives"] for row in evaluation.rows}
    calm = rows.pop(registry.DEFAULT)
    assert calm is not None
    assert 0 <= calm.low <= calm.value <= calm.high <= 100
    assert rows == dict.fromkeys(BASELINES)
    assert "calm alternatives %" in table(evaluation)
    assert "1.2 times that of the automatic answer" in " ".join(protocol(evaluation).split())
    assert as_json(evaluation)["rows"][-1]["figures"]["calm_alternatives"]["value"] == (
        pytest.approx(calm.value, rel=1e-5)
    )
    assert "calm alternatives %" in page(evaluation)
    assert "calm alternatives %" in markdown(evaluation)


def test_the_random_baseline_never_takes_the_photo_itself(evaluation: Evaluation) -> None:
    found = {row.name: row.estimates["auc_raw"] for row in evaluation.rows}
    assert found["random"] is not None
    assert found["random"].high < 99


def test_curves_rise_to_all_pixels_and_the_dial_adds_colour(evaluation: Evaluation) -> None:
    for name, curves in evaluation.curves.items():
        assert curves.shape == (2, 151), name
        assert (np.diff(curves) >= 0).all(), name
        assert curves[:, -1] == pytest.approx(100, abs=3), name
    for dial in DIALS:
        steps = evaluation.sweeps[dial.name][registry.DEFAULT]
        shipped = registry.card(registry.DEFAULT).defaults
        assert [row.settings for row in steps] == dial.settings(shipped)
    vivid = evaluation.sweeps["vividness"][registry.DEFAULT]
    colours = [row.estimates["colourfulness"] for row in vivid]
    assert colours[0] is not None
    assert colours[-1] is not None
    assert colours[0].value < colours[-1].value


def test_the_table_has_its_protocol_and_fits_a_terminal(evaluation: Evaluation) -> None:
    text = f"{table(evaluation)}\n{protocol(evaluation)}"
    assert max(map(len, text.splitlines())) <= 100
    for column in evaluation.columns:
        assert column.title in text
    assert "Lanczos" in text
    assert "3 photos with colours, 1 gray" in text


def test_the_reports_hold_everything_and_need_no_other_file(evaluation: Evaluation) -> None:
    written = json.dumps(as_json(evaluation), allow_nan=False)
    assert json.loads(written)["rows"][0]["figures"]["colourfulness"]["value"] < 1
    html = page(evaluation)
    assert html.count("data:image/jpeg") == 3 * 3
    assert html.count("<svg") == 7
    assert "http" not in html
    for row in evaluation.rows:
        assert row.name in html


def test_colorizers_without_a_dial_have_a_report_without_its_charts(folder: Path) -> None:
    regression = registry.load("iizuka2016", choose_device("cpu"))
    html = page(evaluate(find_photos([folder]), [regression], {}, None))
    assert html.count("<svg") == 3
    assert "by temperature" not in html
    assert "iizuka2016" in html


def test_the_table_for_a_readme_has_a_row_for_each_colouring(evaluation: Evaluation) -> None:
    lines = markdown(evaluation).splitlines()
    cells = [line.strip("|").split("|") for line in lines]
    assert len({len(line) for line in cells}) == 1
    assert [line[0].strip().split(" ")[0] for line in cells[2:]] == [
        row.name.split(" ")[0] for row in evaluation.rows
    ]
    assert "[" in lines[-1]
    card = registry.card("compact")
    settings = f"T {card.temperature:g}, v {card.vividness:g}, s {card.saturation:g}"
    assert lines[-1].startswith(f"| compact ({settings}) |")


def test_photos_that_cannot_be_measured_are_named(folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (90, 90, 90)).save(tmp_path / "a.png")
    with pytest.raises(EvaluationImpossible, match="are gray"):
        evaluate(find_photos([tmp_path]), [], {}, None)
    _paint(tmp_path / "b.png", 1)
    with pytest.raises(EvaluationImpossible, match="Only one"):
        evaluate(find_photos([tmp_path]), [], {}, None)
    (tmp_path / "c.png").write_bytes(b"no picture")
    _paint(tmp_path / "d.png", 2)
    with pytest.warns(
        UserWarning, match=r"c\.png cannot be read: it is no picture\. It is left out"
    ):
        evaluation = evaluate(find_photos([tmp_path]), [], {}, None)
    assert (evaluation.photos, evaluation.left_out, evaluation.unreadable) == (
        2,
        ["a.png"],
        ["c.png"],
    )
    said = " ".join(protocol(evaluation).split())
    assert "2 photos with colours, 1 gray ones and 1 that cannot be read left out" in said


def test_large_photos_are_reduced_upright_and_small_ones_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (1200, 600), (200, 50, 50)).save(tmp_path / "large.jpg", exif=exif)
    _paint(tmp_path / "small.png", 1)
    large, small = (read_truth(photo) for photo in find_photos([tmp_path]))
    assert large.rgb.shape == (512, 256, 3)
    assert small.rgb.shape == (90, 120, 3)


def test_photos_of_one_name_in_two_folders_are_two_photos(tmp_path: Path) -> None:
    sources = [tmp_path / "a", tmp_path / "b"]
    for source, count in zip(sources, (13, 7), strict=True):
        source.mkdir()
        for number in range(count):
            _paint(source / f"{number}.png", count + number, (24, 18))
    found = evaluate(find_photos(sources), [], {}, None)
    assert len(found.strips) == 16  # of twenty


def test_every_curve_has_a_colour_of_its_own_and_baselines_are_dashed(
    evaluation: Evaluation,
) -> None:
    axis = Axis("x", 0, 1)
    for count in (9, 20):
        drawn = chart("t", axis, axis, [Curve(f"{n}", [(0, 0), (1, 1)]) for n in range(count)])
        assert len(set(re.findall(r'class="curve" stroke="(#\w{6})"', drawn))) == count
    (shares, *_) = re.findall(r"<svg.*?</svg>", page(evaluation), re.DOTALL)
    legend = re.findall(r"h22\" class=\"curve\" (.*?)/>\n<text.*?>(.*?)</text>", shares)
    assert [name for style, name in legend if "dasharray" in style] == BASELINES


def test_a_choice_of_photos_is_spread_over_all(folder: Path) -> None:
    photos = find_photos([folder])
    assert [photo.name for photo in spread(photos, 2)] == ["gray.png", "painted-1.png"]
    assert spread(photos, 9) == photos
