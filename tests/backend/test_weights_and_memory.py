# SPDX-License-Identifier: GPL-3.0-or-later
"""When the weights are not right, or the memory does not suffice."""

import shutil

import pytest
import torch
from click.testing import CliRunner
from clients import TOKEN, client_of, problem
from flask.testing import FlaskClient
from photo_samples import npy, ramp, save

from backend.application import create_app
from backend.cli import main
from backend.inference import Inference
from backend.working_device import CARD_UNUSABLE, ON_CPU_AFTER_ALL
from models import contents, registry
from models.colorizer import Colorizer
from models.device import ComputeDevice
from models.predictions.distribution import DistributionPrediction


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A copy of the weights folder, to be harmed."""
    copy = tmp_path / "weights"
    shutil.copytree(registry.WEIGHTS, copy)
    monkeypatch.setattr(registry, "WEIGHTS", copy)
    return copy


def loading_client() -> tuple[FlaskClient, Inference]:
    inference = Inference("cpu")
    return client_of(create_app(TOKEN, inference)), inference


def post(client: FlaskClient):
    return client.post("/v1/photos", data=npy(ramp()), content_type="application/x-npy")


def test_before_and_after_loading():
    client, inference = loading_client()
    assert client.get("/v1/health").json["state"] == "starting"
    inference.load_in_background().join()
    assert client.get("/v1/health").json["state"] == "ready"
    assert post(client).status_code == 201


def test_while_it_loads_a_photo_is_told_to_come_again(weights):
    # A pipe in place of the card holds the loading thread until something is written to it.
    import os

    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    file = weights / f"{registry.DEFAULT}.safetensors"
    content = file.read_bytes()
    file.unlink()
    os.mkfifo(file)
    client, inference = loading_client()
    thread = inference.load_in_background()
    response = post(client)
    assert response.status_code == 503
    assert response.json["code"] == "starting"
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/v1/health").json["state"] == "loading"
    file.write_bytes(content)
    thread.join()
    assert post(client).status_code == 201


@pytest.mark.parametrize("harm", ["missing", "damaged", "truncated"])
def test_weights_that_are_not_right_are_named_until_they_are(weights, harm):
    file = weights / f"{registry.DEFAULT}.safetensors"
    good = file.read_bytes()
    if harm == "missing":
        file.unlink()
    elif harm == "damaged":
        file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    else:
        file.write_bytes(good[: len(good) // 2])
    client, inference = loading_client()
    inference.load_in_background().join()
    health = client.get("/v1/health").json
    assert health["state"] == "failed"
    assert str(file) in health["reason"]
    response = post(client)
    assert response.status_code == 409
    code = "weights-missing" if harm == "missing" else "weights-damaged"
    assert response.json["code"] == code
    assert response.json["detail"] == health["reason"]
    cards = client.get("/v1/colorizers").json["colorizers"]
    assert cards[0]["weights_installed"] == (harm != "missing")

    file.write_bytes(good)  # the user installed them again
    assert post(client).status_code == 201
    assert client.get("/v1/health").json["state"] == "ready"


@pytest.mark.parametrize(
    ("suffix", "content"), [(".json", b"{"), (".json", None), (".safetensors", None)]
)
def test_what_knows_contents_is_named_when_it_is_not_right(
    weights, monkeypatch, tmp_path, suffix, content
):
    monkeypatch.setattr(contents, "WEIGHTS", weights / "contents.safetensors")
    file = weights / f"contents{suffix}"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    client, inference = loading_client()
    inference.load_in_background().join()
    assert problem(post(client), "weights-damaged", 409)["detail"] == (
        f"{file} is missing or damaged. Install the program again."
    )
    photo = save(tmp_path / "photo.png", ramp())
    result = CliRunner().invoke(main, [str(photo), "-o", str(tmp_path / "color.png")])
    assert result.exit_code == 1
    assert "Install the program again." in result.stderr
    assert "Traceback" not in result.output


def fail_on(monkeypatch, *devices: str) -> None:
    """Let the network run out of memory on some devices, as PyTorch reports it."""
    predict = Colorizer.predict

    def failing(self, *arguments):
        if self.device.name in devices:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return predict(self, *arguments)

    monkeypatch.setattr(Colorizer, "predict", failing)


def test_without_memory_on_the_cpu_it_is_an_error_and_not_a_gray_photo(monkeypatch):
    client, inference = loading_client()
    inference.load_in_background().join()
    with monkeypatch.context() as patch:
        fail_on(patch, "cpu")
        response = post(client)
        assert response.status_code == 507
        assert response.json["code"] == "out-of-memory"
    assert post(client).status_code == 201


@pytest.mark.parametrize(
    "words",
    [
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. Error code 12",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.",  # Windows
    ],
)
def test_decoding_without_memory_is_said_as_such(client, tmp_path, monkeypatch, words):
    where = post(client).headers["Location"]
    photos = [save(tmp_path / f"{name}.png", ramp()) for name in ("a", "b")]
    decode = DistributionPrediction.decode

    def failing(self, settings):
        monkeypatch.setattr(DistributionPrediction, "decode", decode)  # the next time it suffices
        raise RuntimeError(f"[enforce fail at alloc_cpu.cpp:114] data. {words}")

    monkeypatch.setattr(DistributionPrediction, "decode", failing)
    problem(client.get(f"{where}/color"), "out-of-memory", 507)
    assert client.get(f"{where}/color").status_code == 200

    monkeypatch.setattr(DistributionPrediction, "decode", failing)
    arguments = [str(photo) for photo in photos]
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "colored")])
    assert result.exit_code == 1
    assert "Error: a.png: there is not enough memory for it." in result.stderr
    assert [file.name for file in (tmp_path / "colored").iterdir()] == ["b.png"]


def test_a_card_without_memory_is_followed_by_the_cpu_said_aloud(monkeypatch):
    """The card's error is staged, so that this runs where there is no card."""
    client, inference = loading_client()
    inference.load(registry.DEFAULT)
    card = ComputeDevice("card", "fp16", "Some card")
    real = inference.load(registry.DEFAULT)
    staged = object.__new__(Colorizer)
    staged.__dict__.update(real.__dict__, device=card)
    inference._device.chosen = card
    inference._colorizers[registry.DEFAULT, "card"] = staged
    fail_on(monkeypatch, "card")
    response = post(client)
    assert response.status_code == 201
    assert response.json["device"] == "cpu"
    assert any("ran out of memory" in note for note in response.json["notes"])


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("CUDA out of memory."), torch.AcceleratorError("CUDA error")]
)
def test_what_a_region_shows_is_seen_on_the_cpu_when_the_card_fails(monkeypatch, error):
    inference = Inference("auto")
    prediction = inference.predict("colorunet2018", ramp(128, 128)).prediction
    real = inference.load(registry.DEFAULT)
    staged = object.__new__(Colorizer)
    staged.__dict__.update(real.__dict__, device=ComputeDevice("card", "fp16", "Some card"))
    inference._device.chosen = staged.device
    inference._colorizers[registry.DEFAULT, "card"] = staged
    sees = Colorizer.contents

    def failing(self, lightness):
        if self.device.name == "card":
            raise error
        return sees(self, lightness)

    monkeypatch.setattr(Colorizer, "contents", failing)
    assert inference.contents(prediction) is not None


NO_MEMORY = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 MiB.")
NO_CODE = torch.AcceleratorError(
    "CUDA error: no kernel image is available for execution on the device\nCompile with ..."
)


def staged_card(monkeypatch, preference: str, error: Exception) -> Inference:
    """Stage a card that is chosen, and on which no colorizer can be put."""
    load = registry.load

    def failing(name, device):
        if device.name == "card":
            raise error
        return load(name, device)

    monkeypatch.setattr(registry, "load", failing)
    inference = Inference(preference)
    inference._device.chosen = ComputeDevice("card", "fp16", "Some card")
    return inference


@pytest.mark.parametrize("preference", ["auto", "cuda"])
def test_a_card_that_another_program_has_filled_is_followed_by_the_cpu(monkeypatch, preference):
    with monkeypatch.context() as patch:
        inference = staged_card(patch, preference, NO_MEMORY)
        client = client_of(create_app(TOKEN, inference))
        inference.load_in_background().join()
        assert client.get("/v1/health").json["state"] == "ready"
        made = post(client)
        assert made.status_code == 201, made.text
        assert made.json["device"] == "cpu"
        assert made.json["notes"] == [ON_CPU_AFTER_ALL]
        found = client.post(f"{made.headers['Location']}/candidates", json={"count": 1})
        assert found.status_code == 200, found.text  # looks for what its region shows
    # The other program has ended: the card is tried again.
    assert inference.device.name == "card"
    inference._colorizers[registry.DEFAULT, "card"] = inference._colorizers[registry.DEFAULT, "cpu"]
    assert post(client).json["notes"] == []


def test_a_card_that_turns_out_to_be_unusable_is_not_tried_again(monkeypatch):
    inference = staged_card(monkeypatch, "auto", NO_CODE)
    client = client_of(create_app(TOKEN, inference))
    inference.load_in_background().join()
    health = client.get("/v1/health").json
    assert (health["state"], health["device"]) == ("ready", "cpu")
    for _ in range(2):
        made = post(client)
        assert made.status_code == 201, made.text
        assert made.json["notes"] == [CARD_UNUSABLE]


def test_an_error_that_the_cpu_makes_too_says_nothing_of_the_card(monkeypatch):
    inference = staged_card(monkeypatch, "auto", NO_CODE)

    def failing(self, *arguments):
        raise RuntimeError("The size of tensor a must match the size of tensor b")

    monkeypatch.setattr(Colorizer, "predict", failing)
    client = client_of(create_app(TOKEN, inference))
    problem(post(client), "internal-error", 500)
    assert inference.device.name == "card"


def test_a_chosen_card_that_cannot_be_used_says_what_to_do(monkeypatch):
    inference = staged_card(monkeypatch, "cuda", NO_CODE)
    client = client_of(create_app(TOKEN, inference))
    inference.load_in_background().join()
    health = client.get("/v1/health").json
    assert health["state"] == "failed"
    assert "no kernel image" in health["reason"]
    assert health["reason"].endswith("--device cpu.")
    assert problem(post(client), "internal-error", 500)["detail"] == health["reason"]


@pytest.mark.usefixtures("cuda")
def test_a_real_card_without_room_for_the_weights_is_followed_by_the_cpu():
    inference = Inference("auto")
    inference._device.choose()
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(1e-9)
    try:
        inference.load_in_background().join()
        made = post(client_of(create_app(TOKEN, inference)))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert made.json["device"] == "cpu"
    assert made.json["notes"] == [ON_CPU_AFTER_ALL]


@pytest.mark.usefixtures("cuda")
def test_a_real_card_without_memory_is_followed_by_the_cpu():
    client, inference = loading_client()
    inference = Inference("cuda")
    inference.load(registry.DEFAULT)
    client = client_of(create_app(TOKEN, inference))
    torch.cuda.empty_cache()
    held = torch.cuda.memory_reserved() / torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(held)
    try:
        response = post(client)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert response.status_code == 201
    assert response.json["device"] == "cpu"
    assert any("ran out of memory" in note for note in response.json["notes"])
    assert post(client).json["device"] == "cuda"
