# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing authors' weights: from a server that behaves well or badly, and from a file."""

import hashlib
import io
import os
import pickle
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from authors_checkpoints import authors_checkpoint, zhang2016_logits
from torch.nn import functional

from models import registry
from models.color.bins import zhang_bins
from models.device import choose_device
from models.errors import InstallationFailed
from models.published.download import download
from models.published.installation import install, is_installed, remove
from models.published.releases import RELEASES, AuthorsRelease
from models.published.weights import adapted_state, read_checkpoint

BODY = bytes(range(256)) * 4000  # a megabyte, so that it comes in several pieces
SHA256 = hashlib.sha256(BODY).hexdigest()


class _Server(ThreadingHTTPServer):
    """Serves one file; a test says how well."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.ranges = True
        self.breaks: list[int] = []  # after so many bytes the next answers break off
        self.status = 0
        self.asked: list[str | None] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/weights.pth"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.server.asked.append(asked)
        content, start = self.server.content, 0
        if self.server.status:
            self.send_error(self.server.status)
            return
        if asked and self.server.ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = start + self.server.breaks.pop(0) if self.server.breaks else len(content)
        self.wfile.write(content[start:end])

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(BODY)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of colorizers of a user."""
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "colorizers"


def _fetch(tmp_path: Path, *addresses: str, largest: int = 2_000_000) -> Path:
    partial = tmp_path / "file.partial"
    download(addresses, SHA256, largest, partial)
    return partial


def test_a_broken_off_download_goes_on_where_it_was(server: _Server, tmp_path: Path) -> None:
    server.breaks = [400_000, 300_000]
    assert _fetch(tmp_path, server.address).read_bytes() == BODY
    first, second, third = server.asked
    assert first is None
    assert 0 < int(second[6:-1]) <= 400_000
    assert int(second[6:-1]) < int(third[6:-1]) <= 700_000


def test_a_later_command_goes_on_as_well(server: _Server, tmp_path: Path) -> None:
    server.breaks = [400_000, 0, 0, 0]
    with pytest.raises(InstallationFailed, match="broke off"):
        _fetch(tmp_path, server.address)
    assert (tmp_path / "file.partial").stat().st_size > 0
    assert _fetch(tmp_path, server.address).read_bytes() == BODY


def test_a_server_without_ranges_sends_all_again(server: _Server, tmp_path: Path) -> None:
    server.ranges = False
    server.breaks = [500_000]
    assert _fetch(tmp_path, server.address).read_bytes() == BODY


def test_a_complete_partial_file_is_not_fetched_again(server: _Server, tmp_path: Path) -> None:
    (tmp_path / "file.partial").write_bytes(BODY)
    assert _fetch(tmp_path, server.address).read_bytes() == BODY
    assert server.asked == [f"bytes={len(BODY)}-"]


def test_a_wrong_beginning_is_thrown_away(server: _Server, tmp_path: Path) -> None:
    (tmp_path / "file.partial").write_bytes(b"x" * 1000)
    assert _fetch(tmp_path, server.address).read_bytes() == BODY
    assert server.asked == ["bytes=1000-", None]


def test_a_mirror_helps_out(server: _Server, tmp_path: Path) -> None:
    closed = _Server(b"")
    gone = closed.address
    closed.shutdown()
    closed.server_close()
    assert _fetch(tmp_path, gone, server.address).read_bytes() == BODY


def test_wrong_bytes_are_refused_and_not_kept(server: _Server, tmp_path: Path) -> None:
    server.content = b"<html>Please log in to the hotel's network</html>"
    with pytest.raises(InstallationFailed, match="another file"):
        _fetch(tmp_path, server.address)
    assert not (tmp_path / "file.partial").exists()


def test_the_reason_of_every_address_is_told(server: _Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(InstallationFailed, match=r"404 Not Found\n.*no connection"):
        _fetch(tmp_path, server.address, "http://127.0.0.1:9/weights.pth")
    assert len(server.asked) == 1


def test_an_endless_file_is_not_taken(server: _Server, tmp_path: Path) -> None:
    with pytest.raises(InstallationFailed, match="more than 0 MB"):
        _fetch(tmp_path, server.address, largest=300_000)
    assert (tmp_path / "file.partial").stat().st_size == 0


def _published(name: str, folder: Path, state: object = None) -> tuple[Path, AuthorsRelease]:
    """A synthetic published file, and a release that expects it."""
    file = folder / "weights.pth"
    torch.save(authors_checkpoint(name) if state is None else state, file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return file, replace(RELEASES[name], sha256=digest, size=150_000_000)


def test_zhang2016_from_a_server_colours_as_the_release_does(
    server: _Server, home: Path, tmp_path: Path
) -> None:
    file, release = _published("zhang2016", tmp_path)
    server.content = file.read_bytes()
    server.breaks = [40_000_000]
    card = install(replace(release, addresses=(server.address,)))
    assert len(server.asked) == 2
    assert sorted(path.name for path in home.iterdir()) == [
        "zhang2016.json",
        "zhang2016.safetensors",
    ]
    assert registry.card("zhang2016") == card
    assert card.parameters == 32_235_385
    stored = safetensors.torch.load_file(home / "zhang2016.safetensors")
    assert stored["model4.0.weight"].dtype == torch.float16
    for key in ("bins", "class_weights", "model1.4.running_var"):
        assert stored[key].dtype == torch.float32
    assert torch.allclose(stored["bins"], zhang_bins().centers, atol=1e-4)
    # Eq. 6 with lambda 0.5: gray is 0.149 of ImageNet, orange 0.0058, the rarest next to nothing.
    weights = stored["class_weights"]
    gray, orange = weights[zhang_bins().nearest(torch.tensor([[0.0, 0.0], [20.0, 40.0]]))].tolist()
    assert gray == weights.min()
    assert float(weights.max()) / gray == pytest.approx(1 + 313 * 0.149, rel=0.01)
    assert float(weights.max()) / orange == pytest.approx(1 + 313 * 0.0058, rel=0.01)

    gray = np.random.default_rng(1).integers(0, 256, (64, 64), dtype=np.uint8)
    small = replace(card, working_size=64)
    colorizer = registry.load("zhang2016", choose_device("cpu"))
    colorizer.card = small
    colorizer.device = replace(colorizer.device, precision="fp32")
    prediction = colorizer.predict(gray)
    state = authors_checkpoint("zhang2016")
    logits = zhang2016_logits(state, prediction.lightness.float())
    assert torch.allclose(prediction.logits.float(), logits, atol=0.02 * logits.abs().max())
    expected = 110 * functional.conv2d(logits[None].softmax(1), state["model_out.weight"])[0]
    assert torch.allclose(prediction.decode(card.defaults), expected, atol=0.2)


def test_zhang2017_from_a_file_takes_the_place_of_nothing_and_goes_again(
    home: Path, tmp_path: Path
) -> None:
    state = {**authors_checkpoint("zhang2017"), "model2.0.bias": torch.full((128,), 1e5)}
    file, release = _published("zhang2017", tmp_path, state)
    before = registry.names()
    card = install(release, file)
    assert file.exists()
    assert set(card.capabilities) == {"distribution", "hints"}
    assert card.training["file_sha256"] == release.sha256
    assert "zhang2017" in registry.names()
    assert is_installed("zhang2017")
    # Too large for half precision, so that it is kept as it is.
    assert registry.read_weights("zhang2017")["model2.0.bias"].unique().tolist() == [1e5]
    loaded = registry.load("zhang2017", choose_device("cpu"))
    gray = np.random.default_rng(1).integers(0, 256, (64, 64), dtype=np.uint8)
    loaded.card = replace(card, working_size=64)
    assert loaded.predict(gray).decode(card.defaults).shape == (2, 16, 16)
    assert remove("zhang2017") is False
    assert registry.names() == before
    with pytest.raises(InstallationFailed, match="not among"):
        remove("zhang2017")


def test_removing_brings_the_shipped_weights_back(home: Path) -> None:
    shipped = registry.card("compact")
    home.mkdir(parents=True)
    replace(shipped, title="Mine").write(home / "compact.json")
    assert registry.card("compact").title == "Mine"
    assert remove("compact") is True
    assert registry.card("compact") == shipped


def test_a_card_that_cannot_be_read_is_not_installed_and_can_be_removed_or_replaced(
    home: Path, tmp_path: Path
) -> None:
    home.mkdir(parents=True)
    facts, weights = home / "zhang2017.json", home / "zhang2017.safetensors"
    facts.touch()
    weights.touch()
    assert not is_installed("zhang2017")
    assert remove("zhang2017") is False
    assert list(home.iterdir()) == []
    facts.touch()
    file, release = _published("zhang2017", tmp_path)
    card = install(release, file)
    assert is_installed("zhang2017")
    assert registry.card("zhang2017") == card


def test_new_files_are_on_the_disk_before_they_take_their_names(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut may leave the names with nothing in the files."""
    file, release = _published("zhang2017", tmp_path)
    order: list[str] = []
    fsync, replace_file = os.fsync, Path.replace

    def noting_fsync(number: int) -> None:
        fsync(number)
        order.append("on the disk")

    def noting_replace(self: Path, target: Path) -> Path:
        order.append(target.name)
        return replace_file(self, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(Path, "replace", noting_replace)
    install(release, file)
    assert order == ["on the disk", "on the disk", "zhang2017.safetensors", "zhang2017.json"]


def test_another_file_is_refused_with_the_reason(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "half.pth"
    file.write_bytes(b"half of it")
    with pytest.raises(InstallationFailed, match=r"10 bytes and the sha256 .* broke off"):
        install(RELEASES["zhang2016"], file)
    with pytest.raises(InstallationFailed, match="no file"):
        install(RELEASES["zhang2016"], tmp_path / "nowhere.pth")
    assert not home.exists()


def test_a_failed_download_says_how_else_it_can_be_done(home: Path, server: _Server) -> None:
    server.status = 503
    release = replace(RELEASES["zhang2016"], addresses=(server.address,))
    with pytest.raises(InstallationFailed, match=r"503(.|\n)*--from FILE"):
        install(release)


def test_tensors_that_do_not_fit_leave_what_was_there(home: Path, tmp_path: Path) -> None:
    home.mkdir(parents=True)
    shipped = registry.card("compact")
    replace(shipped, name="zhang2016", title="Older").write(home / "zhang2016.json")
    state = dict(authors_checkpoint("zhang2016"))
    del state["model5.2.weight"]
    file, release = _published("zhang2016", tmp_path, state)
    with pytest.raises(InstallationFailed, match=r"model5\.2\.weight"):
        install(release, file)
    assert registry.card("zhang2016").title == "Older"


def test_checkpoints_are_checked_tensor_by_tensor() -> None:
    good = authors_checkpoint("zhang2016")
    early = {key: value for key, value in good.items() if "num_batches" not in key}
    assert adapted_state("zhang2016", early)["model1.4.num_batches_tracked"] == 0
    for change, reason in (
        ({"model_out.weight": torch.zeros(2, 100, 1, 1)}, r"model_out\.weight"),
        ({"model1.0.weight": torch.zeros(64, 3, 3, 3)}, r"model1\.0\.weight"),
        ({"model9.0.weight": torch.zeros(1)}, r"model9\.0\.weight"),
        ({"model1.0.bias": torch.full((64,), torch.nan)}, "no numbers"),
    ):
        with pytest.raises(InstallationFailed, match=reason):
            adapted_state("zhang2016", {**good, **change})


class _Unwelcome:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("this must never be printed",)


def test_a_checkpoint_that_runs_code_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trap.pth"
    torch.save({"model1.0.weight": _Unwelcome()}, file)
    with pytest.raises(InstallationFailed, match="no file of weights"):
        read_checkpoint(file)
    file.write_bytes(pickle.dumps(_Unwelcome(), protocol=2))
    with pytest.raises(InstallationFailed, match="no file of weights"):
        read_checkpoint(file)
    buffer = io.BytesIO()
    torch.save([1, 2], buffer)
    file.write_bytes(buffer.getvalue())
    with pytest.raises(InstallationFailed, match="tensors by name"):
        read_checkpoint(file)
    assert "printed" not in capsys.readouterr().out
