# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run is fed with: photos, their crops and labels, their lightness aged."""

import csv
import json
import shutil
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tiny_training import TINY

from models.color.lab import lab_from_srgb
from models.errors import BadPhoto, NoPhotos
from models.photos import find_photos
from models.training.configuration import (
    BadConfiguration,
    Phase,
)
from models.training.crops import batches, random_crop
from models.training.export import export
from models.training.labels import Labels, read_labels
from models.training.old_photo import old_photo_lightness
from models.training.trainer import Trainer


def test_every_photo_is_seen_once_an_epoch_and_a_late_start_sees_the_same(photos: Path) -> None:
    found = find_photos([photos])
    whole = list(batches(found, TINY, Labels(), 0))
    assert [tuple(pixels.shape) for pixels, _ in whole] == [(2, 3, 64, 64)] * 2 + [
        (2, 3, 96, 96)
    ] * 2
    late = list(batches(found, TINY, Labels(), 3))
    assert len(late) == 1
    assert torch.equal(late[0][0], whole[3][0])


def test_a_photo_that_cannot_be_read_is_told_and_the_next_one_stands_for_it(
    photos: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "photos"
    shutil.copytree(photos, spoilt)
    whole = (spoilt / "photo-2.png").read_bytes()
    (spoilt / "photo-2.png").write_bytes(whole[: len(whole) // 2])
    config = replace(TINY, phases=(Phase(1, 2, 64, (64, 90)),), skip_gray=True)
    run = tmp_path / "run"
    with pytest.warns(UserWarning, match=r"photo-2\.png cannot be read"):
        Trainer(config, [spoilt], [spoilt], run, torch.device("cpu")).run()
    assert json.loads((run / "gray-photos.json").read_text())["gray"] == []
    assert torch.load(run / "checkpoint.pt")["step"] == 1

    small = replace(TINY, phases=(Phase(4, 2, 64, (64, 90)),))
    before = list(batches(find_photos([photos]), small, Labels(), 0))
    with pytest.warns(UserWarning, match="cannot be read"):
        after, again = (list(batches(find_photos([spoilt]), small, Labels(), 0)) for _ in range(2))
    crops = [torch.cat([pixels for pixels, _ in sequence]) for sequence in (before, after)]
    changed = [not torch.equal(*pair) for pair in zip(*crops, strict=True)]
    assert 1 <= sum(changed) <= 2  # of these two epochs, the second of which is not whole
    assert all(torch.equal(xs, ys) for (xs, _), (ys, _) in zip(after, again, strict=True))

    with pytest.warns(UserWarning, match=r"photo-2\.png cannot be read"):
        card = export(config, run / "checkpoint.pt", [spoilt], tmp_path)
    assert card.metrics["photos"] == 4
    for path in spoilt.iterdir():
        path.write_bytes(b"no picture")
    with pytest.warns(UserWarning), pytest.raises(BadPhoto, match="None of the training photos"):
        next(batches(find_photos([spoilt]), TINY, Labels(), 0))


def test_shards_and_folders_give_the_same_photos(photos: Path, tmp_path: Path) -> None:
    shard = tmp_path / "shard.tar"
    with tarfile.open(shard, "w") as archive:
        for path in sorted(photos.iterdir(), reverse=True):
            archive.add(path, path.name)
    packed, loose = find_photos([shard]), find_photos([photos])
    assert [p.name for p in packed] == [p.name for p in loose]
    assert packed[1].open().tobytes() == loose[1].open().tobytes()
    assert len(find_photos([shard], exclude=["photo-1", "photo-2"])) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_that_lead_nowhere_and_folders_are_no_photos(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "gone.png").symlink_to(tmp_path / "elsewhere.png")
    (tmp_path / "there.png").symlink_to(photos / "photo-0.png")
    (tmp_path / "album.jpg").mkdir()
    assert [photo.name for photo in find_photos([tmp_path])] == ["there.png"]


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "tif"])
def test_photos_are_upright_as_the_camera_says(tmp_path: Path, kind: str) -> None:
    lying = Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    options = {"lossless": True} if kind == "webp" else {}
    lying.save(tmp_path / f"marked.{kind}", exif=exif, **options)
    lying.save(tmp_path / f"plain.{kind}", **options)
    marked, plain = (photo.open() for photo in find_photos([tmp_path]))
    upright = plain.transpose(Image.Transpose.ROTATE_270)
    assert plain.size == (64, 48)
    assert marked.size == (48, 64)
    assert marked.tobytes() == upright.tobytes()


def test_a_damaged_mark_of_the_camera_is_no_mark(tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 48), (200, 50, 50))
    picture.save(tmp_path / "damaged.jpg", exif=b"Exif\0\0no such data")
    (photo,) = find_photos([tmp_path])
    assert photo.open().size == (64, 48)


def test_sources_that_hold_no_photos_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoPhotos, match="No photos"):
        find_photos([tmp_path])
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"not a tar")
    with pytest.raises(NoPhotos, match=r"broken\.tar"):
        find_photos([broken])


def test_a_folder_of_shards_is_told_to_be_one(tmp_path: Path) -> None:
    tarfile.open(tmp_path / "train-00.tar", "w").close()
    with pytest.raises(NoPhotos, match=r"one by one: .*train-00\.tar\."):
        find_photos([tmp_path])


def test_old_photo_lightness_without_ageing_is_the_photos_own() -> None:
    rgb = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    plain = old_photo_lightness(rgb, 0.0, torch.Generator().manual_seed(2))
    assert torch.allclose(plain, lab_from_srgb(rgb)[:, :1], atol=0.1)
    aged = old_photo_lightness(rgb, 1.0, torch.Generator().manual_seed(2))
    assert aged.shape == plain.shape
    assert aged.aminmax()[0] >= 0.0
    assert aged.aminmax()[1] <= 100.0
    assert (aged - plain).abs().mean() > 1.0


def test_half_of_the_crops_are_mirrored() -> None:
    ramp = Image.linear_gradient("L").rotate(90).convert("RGB")  # brighter to one side
    rng = np.random.default_rng(4)
    crops = [random_crop(ramp, TINY.phases[0], rng).float() for _ in range(60)]
    brighter_to_the_right = [bool(crop[..., 40:].mean() > crop[..., :24].mean()) for crop in crops]
    assert 20 < sum(brighter_to_the_right) < 40
    assert all((crop[:, 0] - crop[:, -1]).abs().max() < 8 for crop in crops)  # never upside down


def test_labels_are_those_of_the_runs_photos_and_not_too_rare(tmp_path: Path) -> None:
    table = tmp_path / "labels.tsv"
    rows = [f"{kind}/{number}.jpg\t{kind}" for kind in ("beach", "abbey") for number in range(30)]
    table.write_text("\n".join(["name\tclass", *rows, "lamp/1.jpg\tlamp", "x.jpg\t"]))
    photos = [row.split("\t")[0] for row in rows] + ["lamp/1.jpg", "x.jpg", "other.jpg"]
    labels = read_labels(table, photos)
    assert labels.classes == ("abbey", "beach")
    numbers = [labels.of(name) for name in ("beach/3.jpg", "abbey/0.jpg", "lamp/1.jpg", "x.jpg")]
    assert numbers == [1, 0, -1, -1]
    table.write_text("photo,kind\nx.jpg,beach\n")
    with pytest.raises(BadConfiguration, match=r"labels\.tsv"):
        read_labels(table, photos)
    table.write_text("name\tclass\nx.jpg\t" + "h" * (csv.field_size_limit() + 1))
    with pytest.raises(BadConfiguration, match=r"labels\.tsv is no table"):
        read_labels(table, photos)


def test_a_table_that_labels_none_of_the_photos_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "labels.tsv"
    table.write_text("name\tclass\n" + "".join(f"{n}.jpg\tbeach\n" for n in range(50)))
    with pytest.raises(BadConfiguration, match=r"labels\.tsv names none of the photos"):
        read_labels(table, [f"photos/{number}.jpg" for number in range(50)])
    with pytest.raises(BadConfiguration, match=r"labels\.tsv has no class with 30"):
        read_labels(table, [f"{number}.jpg" for number in range(29)])


def test_a_validation_photo_smaller_than_a_cell_is_enlarged(photos: Path, tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    Image.open(photos / "photo-0.png").resize((40, 20)).save(tiny / "a.png")
    config = replace(TINY, phases=(Phase(1, 2, 64, (64, 90)),))
    figures = Trainer(config, [photos], [tiny], tmp_path / "run", torch.device("cpu")).run()
    assert figures is not None
    assert 0 < figures.raw < 100


def test_photos_that_cannot_be_read_are_told_before_the_first_step(
    photos: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    (spoilt / "a.png").write_bytes(b"no picture")
    cpu, run = torch.device("cpu"), tmp_path / "run"
    with pytest.warns(UserWarning), pytest.raises(NoPhotos, match="validation photos can be read"):
        Trainer(TINY, [photos], [spoilt], run, cpu)
    with pytest.warns(UserWarning), pytest.raises(NoPhotos, match="training photos can be read"):
        Trainer(TINY, [spoilt], [photos], run, cpu)
    assert not run.exists()
    Trainer(TINY, [photos], [photos], run, cpu).save()
    with pytest.warns(UserWarning), pytest.raises(NoPhotos, match="to measure on"):
        export(TINY, run / "checkpoint.pt", [spoilt], tmp_path)
