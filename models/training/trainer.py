# SPDX-License-Identifier: GPL-3.0-or-later
"""The training loop of all networks.

It reads from top to bottom: photos, network, loss, optimiser, steps; with a checkpoint from which
a killed run goes on with the very next batch.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import torch
from PIL import Image
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from models.color.lab import lab_from_srgb
from models.device import mixed_precision
from models.errors import NoPhotos
from models.networks.network import ColorizerNetwork
from models.photos import digest_of_names, find_photos, readable
from models.training.architecture import architecture, build_network
from models.training.checkpoint import (
    CHECKPOINT,
    another_network,
    changes,
    check_goes_on,
    check_start,
    read_checkpoint,
    write_checkpoint,
)
from models.training.configuration import BadConfiguration, TrainingConfig
from models.training.crops import batches
from models.training.gray_photos import without_gray_photos
from models.training.labels import Labels, read_labels
from models.training.objectives.objective import Batch
from models.training.old_photo import old_photo_lightness
from models.training.pretrained import INITIALISERS, load_colorizer, start_weights
from models.training.validation import ValidationFigures, validate

_SAMPLE = 2000  # photos whose colours are looked at before the first step
_LOSSES_AT_ONCE = 10  # are read; a graphics card stands still at every reading
_OPTIMIZERS: dict[str, Any] = {"adamw": torch.optim.AdamW, "adadelta": torch.optim.Adadelta}


class Trainer:
    """One run: its state and its steps.

    Parameters
    ----------
    config : TrainingConfig
        The run.
    photos, validation : sequence of Path
        Tar shards or folders of colour photos.
    folder : Path
        Where checkpoints, figures and pictures go; an unfinished run in it is continued.
    device : torch.device
        Where to compute, in the precision of `models.device.mixed_precision`.
    labels : Path, optional
        Table of what the photos show, see `models.training.labels`.

    Raises
    ------
    BadConfiguration
        If the run cannot be made of what the configuration asks for.
    NoPhotos
        If there is nothing to train on or to measure on.
    """

    def __init__(
        self,
        config: TrainingConfig,
        photos: Sequence[Path],
        validation: Sequence[Path],
        folder: Path,
        device: torch.device,
        labels: Path | None = None,
    ):
        self.config = config
        self.folder = folder
        self.device = device
        self.photos = find_photos(photos, config.exclude)
        self.validation = find_photos(validation)
        step = max(1, len(self.validation) // config.validation_photos)
        self._watched = self.validation[::step]
        for purpose, given in (("training", self.photos), ("validation", self._watched)):
            if next(readable(given), None) is None:
                raise NoPhotos(f"None of the {purpose} photos can be read.")
        folder.mkdir(parents=True, exist_ok=True)
        if config.skip_gray:
            self.photos = without_gray_photos(self.photos, folder / "gray-photos.json")
        torch.manual_seed(config.seed)

        self.labels = Labels()
        if labels is not None:
            self.labels = read_labels(labels, (photo.name for photo in self.photos))
        self.network = build_network(config, self.labels)
        self.started_from: dict[str, Any] = {}
        if not self.checkpoint.exists():
            self._start()
        config.objective.equip(self.network)
        self.network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = AveragedModel(
            self.network,
            multi_avg_fn=get_ema_multi_avg_fn(config.average),
            use_buffers=True,
        )
        self.optimizer = _OPTIMIZERS[config.optimizer](
            self._parameter_groups(), weight_decay=config.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.step = 0
        self.changes: list[dict[str, Any]] = []
        if self.checkpoint.exists():
            self._resume()
        if config.start_share:  # rather now than at the export, after the whole training
            start_weights(self.started_from, self.network.state_dict())

    def run(self) -> ValidationFigures | None:
        """Train to the end, writing checkpoints, figures and pictures on the way.

        Returns
        -------
        ValidationFigures or None
            The last ones; None when the run was at its end already.

        Raises
        ------
        BadConfiguration
            If the loss is no finite number any more; the last checkpoint is that of before.
        """
        self._switch_to_training()
        figures = None
        progress = tqdm(
            total=self.config.steps, initial=self.step, unit="step", mininterval=10, smoothing=0.05
        )
        smooth_loss: float | None = None
        unread: list[Tensor] = []
        for pixels, labels in batches(self.photos, self.config, self.labels, self.step):
            there = pixels.to(self.device, non_blocking=True)
            unread.append(self._train_step(there, labels.to(self.device, non_blocking=True)))
            progress.update()
            last = self.step == self.config.steps
            saving = last or self.step % self.config.checkpoint_every == 0
            validating = last or self.step % self.config.validate_every == 0
            if saving or validating or len(unread) == _LOSSES_AT_ONCE:
                smooth_loss = self._smoothed(smooth_loss, unread)
                unread.clear()
                rate = progress.format_dict["rate"] or 0.0
                progress.set_postfix_str(
                    f"loss {smooth_loss:.3f}, {rate * len(pixels):.1f} photos/s", refresh=False
                )
            if saving:
                self.save()
            if validating:
                figures = self._validate()
                with (self.folder / "figures.tsv").open("a") as log:
                    log.write(f"{self.step}\t{smooth_loss:.4f}\t{figures}\n")
                tqdm.write(f"step {self.step}: loss {smooth_loss:.3f}, {figures}")
        progress.close()
        return figures

    def _smoothed(self, average: float | None, losses: Sequence[Tensor]) -> float:
        """Take the losses of the latest steps into their moving average."""
        values = torch.stack(list(losses)).tolist()
        smooth: float = values[0] if average is None else average
        for step, loss in enumerate(values, start=self.step - len(values) + 1):
            if not math.isfinite(loss):
                raise BadConfiguration(
                    f"The loss of step {step} is {loss}: the run has gone astray. Its last "
                    "checkpoint is kept. Try a lower learning_rate, or a rebalancing above 0."
                )
            smooth = 0.98 * smooth + 0.02 * loss
        return smooth

    def _validate(self) -> ValidationFigures:
        """Ask the averaged weights."""
        network = cast(ColorizerNetwork, self.average.module).eval()
        picture = self.folder / "validation" / f"{self.step:06d}.png"
        return validate(network, self._watched, self.device, picture)

    def save(self) -> None:
        """Write the checkpoint."""
        state = {
            "config": self.config.as_dict(),
            "step": self.step,
            "changes": self.changes,
            "started_from": self.started_from,
            "photos": len(self.photos),
            "photos_digest": digest_of_names(self.photos),
            "architecture": architecture(self.config, self.labels),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        write_checkpoint(self.checkpoint, state)

    @property
    def checkpoint(self) -> Path:
        """The file from which the run is continued."""
        return self.folder / CHECKPOINT

    def _train_step(self, pixels: Tensor, labels: Tensor) -> Tensor:
        seed = self.config.seed * 1_000_003 + self.step
        torch.manual_seed(seed)  # what networks and losses draw is the same after a restart
        generator = torch.Generator(self.device).manual_seed(seed)
        rgb = pixels.float() / 255.0
        lightness = old_photo_lightness(rgb, self.config.old_photo, generator)
        batch = Batch(
            lightness.to(memory_format=torch.channels_last),
            lab_from_srgb(rgb)[:, 1:],
            labels,
            rgb,
        )
        with mixed_precision(self.device):
            output = self.config.objective.forward(self.network, batch)
        loss = self.config.objective.loss(self.network, output, batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.gradient_norm)
        self.optimizer.step()
        self.schedule.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return loss.detach()

    def _switch_to_training(self) -> None:
        """Let the layers behave as in training, but for statistics that are to stay as they are."""
        self.network.train()
        if self.config.freeze_batch_norm:
            for layer in self.network.modules():
                if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
                    layer.eval()

    def _parameter_groups(self) -> list[dict[str, Any]]:
        part = self.network.pretrained_part()
        pretrained = [] if part is None else list(part.parameters())
        known = {id(parameter) for parameter in pretrained}
        rest = [p for p in self.network.parameters() if id(p) not in known]
        groups = [{"params": rest, "lr": self.config.learning_rate}]
        if pretrained:
            rate = self.config.pretrained_learning_rate
            groups.append({"params": pretrained, "lr": rate})
        return groups

    def _rate(self, step: int) -> float:
        warm = min(1.0, (step + 1) / max(self.config.warm_up, 1))
        done = min(1.0, step / self.config.steps)
        floor = self.config.final_rate
        return warm * (floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * done)))

    def _start(self) -> None:
        """Give the network its first weights and what it has to know of the photos."""
        if self.config.start_from:
            self.started_from = load_colorizer(self.network, self.config.start_from)
            check_start(self.config, self.started_from["training"])
            return
        if self.config.initialise:
            if self.config.initialise not in INITIALISERS:
                raise BadConfiguration(f"initialise must be one of {sorted(INITIALISERS)}.")
            INITIALISERS[self.config.initialise](self.network)
        sample = self.photos[:: max(1, len(self.photos) // _SAMPLE)]
        self.config.objective.prepare(
            self.network, (_small_ab(picture) for _, picture in readable(sample))
        )

    def _resume(self) -> None:
        # What belongs on the device is copied there; the optimiser's counters stay on the CPU.
        state = read_checkpoint(self.checkpoint)
        check_goes_on(state, self.config, architecture(self.config, self.labels), self.folder)
        try:
            self.network.load_state_dict(state["network"])
            self.average.load_state_dict(state["average"])
        except RuntimeError as error:
            raise another_network(self.folder) from error
        groups = self.optimizer.param_groups
        configured = [(group["initial_lr"], group["weight_decay"]) for group in groups]
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]
        self.changes = state["changes"]
        self.started_from = state["started_from"]
        # The state brings back the rates of before, also where they were changed meanwhile.
        for group, (rate, decay) in zip(self.optimizer.param_groups, configured, strict=True):
            group.update(
                initial_lr=rate, weight_decay=decay, lr=rate * self._rate(self.schedule.last_epoch)
            )
        self.schedule.base_lrs = [rate for rate, _ in configured]
        self.changes += changes(state, self.config, self.photos, self.folder)


def _small_ab(picture: Image.Image) -> Tensor:
    """Colours of a photo at about the resolution of the prediction, (1, 2, h, w)."""
    picture = picture.reduce(max(1, min(picture.size) // 64))
    with contextlib.closing(picture):
        pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
        rgb = pixels.view(picture.height, picture.width, 3).permute(2, 0, 1).float() / 255.0
    return lab_from_srgb(rgb)[None, 1:]
