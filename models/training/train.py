"""Trains the network in stages, each a seeded list of batches; an interrupted run goes on from its last checkpoint."""

import random
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from .batches import Batch, Corpus, batches, collate
from .labels import POSITIVE_WEIGHTS, SENTENCE_LABELS, TAG_LAYERS, TAGGED_WEIGHTS
from .network import LAYER_SIZES, Network, fast_half

TAG_WEIGHT = 2.0
CHECKPOINT_EVERY = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """A pass of training: its corpora, each with the share of its articles that an epoch shows and how often."""

    name: str
    epochs: int
    mix: tuple[tuple[Corpus, float, int], ...]
    learning_rate: float = 3e-4
    #: The heads start from nothing.
    head_rate: float = 3e-4
    #: How much the teacher counts against an annotation of the same sentence; 0: it is not heard at all.
    teacher_share: float = 0.5


def loss(network: nn.Module, batch: Batch, share: float = 0.5) -> tuple[Tensor, Tensor]:
    """The sentence loss and the tag loss of one batch; unknown targets count nothing.

    A token's tag loss is the log-likelihood of the set of tags that the annotation allows it. Where a teacher has
    spoken, its word counts for `share` beside an annotation, and alone where there is none.
    """
    if share == 0.0:
        batch = replace(
            batch, soft=torch.full_like(batch.soft, torch.nan), soft_tags=torch.full_like(batch.soft_tags, torch.nan)
        )
    judged, tags = network(batch.ids, batch.membership, batch.mask)
    sentence_loss = _sentence_loss(judged, batch, share)
    tag_loss = torch.zeros(())
    parts = (x.split(LAYER_SIZES, -1) for x in (tags, batch.allowed, batch.soft_tags))
    for layer, logits, allowed, soft in zip(TAG_LAYERS, *parts, strict=True):
        tag_loss = tag_loss + _tag_loss(logits, allowed, soft, share, TAGGED_WEIGHTS[layer])
    return sentence_loss, tag_loss


def _sentence_loss(judged: Tensor, batch: Batch, share: float) -> Tensor:
    weights = torch.tensor([POSITIVE_WEIGHTS[label] for label in SENTENCE_LABELS])
    entropy = nn.functional.binary_cross_entropy_with_logits
    known, taught = ~torch.isnan(batch.targets), ~torch.isnan(batch.soft)
    gold = entropy(judged, torch.nan_to_num(batch.targets), pos_weight=weights, reduction="none")
    # The teacher's probabilities are weighted already: what is found likely counts more, and stays as likely.
    soft = torch.nan_to_num(batch.soft)
    soft = entropy(judged, soft, reduction="none") * (1.0 + (weights - 1.0) * soft)
    part = _taught_part(known, taught, share)
    each = gold * (1.0 - part) * known + soft * part
    return each.sum() / (known | taught).any(-1).sum().clamp(min=1)


def _tag_loss(logits: Tensor, allowed: Tensor, soft: Tensor, share: float, tagged: float) -> Tensor:
    known, taught = ~allowed.all(-1), ~torch.isnan(soft[..., 0])
    total = torch.logsumexp(logits, -1)
    gold = total - torch.logsumexp(logits.masked_fill(~allowed, -1e4), -1)
    counted = 1.0 + (tagged - 1.0) * (~allowed[..., 0]).float()
    gold = gold * counted
    soft = torch.nan_to_num(soft)
    weight = 1.0 + (tagged - 1.0) * (1.0 - soft[..., 0])
    soft = -(soft * (logits - total.unsqueeze(-1))).sum(-1) * weight
    part = _taught_part(known, taught, share)
    counted = torch.where(known, counted, taught * weight)
    return (gold * known * (1.0 - part) + soft * part).sum() / counted.sum().clamp(min=1)


def _taught_part(known: Tensor, taught: Tensor, share: float) -> Tensor:
    return torch.where(known, share, 1.0) * taught


def plan(stage: Stage, seed: int) -> list[list[tuple[object, object]]]:
    """All batches of a stage in order; the same for the same seed."""
    groups: list[list[tuple[object, object]]] = []
    for epoch in range(stage.epochs):
        rng = random.Random(f"{seed} {stage.name} {epoch}")
        windows = [w for corpus, share, times in stage.mix for _ in range(times) for w in corpus.windows(rng, share)]
        groups += batches(windows, rng)
    return groups


class Trainer:
    """Runs stages; `folder` keeps one checkpoint and the log."""

    def __init__(self, network: Network, folder: Path, seed: int) -> None:
        self.network, self.folder, self.seed = network, folder, seed
        self.checkpoint = folder / "checkpoint.pt"
        #: Seconds spent in training, those before an interruption included.
        self.seconds = 0.0
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, stages: Sequence[Stage]) -> None:
        """Train through `stages`, from the checkpoint where there is one."""
        torch.manual_seed(self.seed)
        state = torch.load(self.checkpoint, weights_only=True) if self.checkpoint.exists() else None
        if state:
            self.network.load_state_dict(state["network"])
            self.seconds = state["seconds"]
        for number, stage in enumerate(stages):
            if state and number < state["stage"]:
                continue
            self._stage(number, stage, state if state and state["stage"] == number and state["step"] else None)
            state = None
        self.network.eval()
        self.network.half = False

    def _stage(self, number: int, stage: Stage, state: dict[str, object] | None) -> None:
        groups = plan(stage, self.seed)
        parameters = [p for p in self.network.parameters() if p.requires_grad]
        encoder = [p for p in self.network.encoder.parameters() if p.requires_grad]
        known = {id(p) for p in encoder}
        heads = [p for p in parameters if id(p) not in known]
        rates = [{"params": encoder, "lr": stage.learning_rate}, {"params": heads, "lr": stage.head_rate}]
        optimizer = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
        warm = max(1, len(groups) // 15)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda k: min((k + 1) / warm, max(0.0, (len(groups) - k) / max(1, len(groups) - warm)))
        )
        first = 0
        if state:
            first = int(state["step"])  # type: ignore[call-overload]
            optimizer.load_state_dict(state["optimizer"])  # type: ignore[arg-type]
            schedule.load_state_dict(state["schedule"])  # type: ignore[arg-type]
        self.network.train()
        self.network.half = fast_half()
        smooth: list[float] = [0.0, 0.0]
        saved = last = time.monotonic()
        bar = tqdm(total=len(groups), initial=first, desc=stage.name, unit="batch", mininterval=20)
        with bar, ThreadPoolExecutor(1) as ahead:  # the next batch is laid out while this one is learned
            waiting = deque(ahead.submit(collate, groups[k]) for k in range(first, min(first + 2, len(groups))))  # type: ignore[arg-type]
            for step in range(first, len(groups)):
                losses = loss(self.network, waiting.popleft().result(), stage.teacher_share)
                if step + 2 < len(groups):
                    waiting.append(ahead.submit(collate, groups[step + 2]))  # type: ignore[arg-type]
                (losses[0] + TAG_WEIGHT * losses[1]).backward()
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                keep = min(0.98, (step - first) / (step - first + 1))
                smooth = [keep * s + (1 - keep) * float(new.detach()) for s, new in zip(smooth, losses, strict=True)]
                bar.set_postfix(sentence=f"{smooth[0]:.3f}", tag=f"{smooth[1]:.3f}", refresh=False)
                bar.update()
                self.seconds, last = self.seconds + time.monotonic() - last, time.monotonic()
                if (step + 1) % CHECKPOINT_EVERY == 0 or time.monotonic() - saved > 300:
                    self._save(number, step + 1, optimizer, schedule)
                    saved = time.monotonic()
        self._save(number + 1, 0, optimizer, schedule)

    def _save(
        self, stage: int, step: int, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LRScheduler
    ) -> None:
        """Write the checkpoint beside the old one, then swap: a cut leaves one of the two whole."""
        fresh = self.checkpoint.with_suffix(".new")
        torch.save(
            {
                "stage": stage,
                "step": step,
                "seconds": self.seconds,
                "network": self.network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
            },
            fresh,
        )
        fresh.replace(self.checkpoint)
