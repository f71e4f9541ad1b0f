"""Training goes on where it was interrupted. Needs the train extra; the networks here are tiny and untrained."""

import random
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the train extra is not installed (python3 build.py model installs it)")
pytest.importorskip("transformers", reason="the train extra is not installed (python3 build.py model installs it)")

import numpy as np
import torch
import transformers
from reportedly.analysis.encoder import model_folder
from tokenizers import Tokenizer

from models.training.batches import Corpus
from models.training.network import LAYER_SIZES, Network
from models.training.own import FOLDER, own
from models.training.train import Stage, Trainer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    articles = list(own(FOLDER))[:4]
    corpus = Corpus(articles, tokenizer)
    return [Stage("first", 2, ((corpus, 1.0, 1),)), Stage("second", 1, ((corpus, 1.0, 1),))]


def network(seed: int = 1) -> Network:
    torch.manual_seed(seed)
    shape = transformers.BertConfig(hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24)
    return Network(transformers.BertModel(shape, add_pooling_layer=False))


def weights(net: Network) -> list[float]:
    return [float(p.detach().sum()) for p in net.parameters()]


def test_the_same_seed_gives_the_same_network(stages, tmp_path: Path):
    found = []
    for name in ("a", "b"):
        net = network()
        Trainer(net, tmp_path / name, seed=5).run(stages)
        found.append(weights(net))
    assert found[0] == pytest.approx(found[1], rel=1e-4, abs=1e-5)


def test_a_later_stage_learns_after_an_interruption_between_stages(stages, tmp_path: Path):
    """The finished schedule of the stage before must not be taken for its own."""
    net = network()
    Trainer(net, tmp_path, seed=5).run(stages[:1])
    resumed = network()
    trainer = Trainer(resumed, tmp_path, seed=5)
    trainer.run(stages)
    moved = max(abs(a - b) for a, b in zip(weights(net), weights(resumed), strict=True))
    assert moved > 1e-3
    assert trainer.seconds > 0


def test_an_interrupted_stage_goes_on_where_it_stopped(stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from models.training import train

    monkeypatch.setattr(train, "CHECKPOINT_EVERY", 2)
    real, seen = train.loss, []

    def cut_off(*args):
        seen.append(args)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(train, "loss", cut_off)
    with pytest.raises(KeyboardInterrupt):
        Trainer(network(), tmp_path, seed=5).run(stages)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert (state["stage"], state["step"]) == (0, 2)
    monkeypatch.setattr(train, "loss", lambda *args: (seen.append(args), real(*args))[1])
    seen.clear()
    Trainer(network(), tmp_path, seed=5).run(stages)
    total = sum(len(train.plan(stage, 5)) for stage in stages)
    assert len(seen) == total - 2


def test_what_the_teachers_think_is_their_mean_and_is_kept(tmp_path: Path):
    from models.training.distil import soften

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    first, second = (Corpus(list(own(FOLDER))[:2], tokenizer) for _ in range(2))
    teachers = [network(seed) for seed in (1, 2)]
    soften(teachers, [first], tmp_path / "teachers.npz")
    soften(teachers, [second], tmp_path / "teachers.npz")  # read, not computed
    each = []
    for number, teacher in enumerate(teachers):
        alone = Corpus(list(own(FOLDER))[:2], tokenizer)
        soften([teacher], [alone], tmp_path / f"{number}.npz")
        each.append([s.soft.judged for a in alone.articles for s in a.sentences if s.soft is not None])
    mean = [s.soft.judged for a in first.articles for s in a.sentences if s.soft is not None]
    assert np.array(mean) == pytest.approx(np.mean(each, 0), abs=2e-3)
    assert np.abs(np.array(each[0], float) - np.array(each[1], float)).max() > 0.01
    for a, b in zip(first.articles, second.articles, strict=True):
        for s, t in zip(a.sentences, b.sentences, strict=True):
            assert s.soft is not None
            assert (s.soft.judged == t.soft.judged).all()
            assert (s.soft.tags == t.soft.tags).all()
            for layer in np.split(s.soft.tags.astype(float), np.cumsum(LAYER_SIZES)[:-1], 1):
                assert layer.sum(1) == pytest.approx(np.ones(len(layer)), abs=0.01)
    with pytest.raises(ValueError, match="delete it"):
        soften(teachers, [Corpus(first.articles[:1], tokenizer)], tmp_path / "teachers.npz")


def test_a_student_comes_near_to_its_teacher_where_nothing_is_annotated():
    """The loss of what the teacher says is least where the student says the same."""
    import dataclasses

    from models.training.batches import collate
    from models.training.train import loss

    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    corpus = Corpus(list(own(FOLDER))[:1], tokenizer)
    plain = collate(list(corpus.windows(random.Random(1)))[:2])
    unknown = dataclasses.replace(
        plain, targets=torch.full_like(plain.targets, torch.nan), allowed=torch.ones_like(plain.allowed)
    )
    net = network().eval()
    with torch.no_grad():
        assert float(sum(loss(net, unknown))) == 0.0  # no word of anybody
        judged, tags = net(plain.ids, plain.membership, plain.mask)
        same = torch.cat([part.softmax(-1) for part in tags.split(LAYER_SIZES, -1)], -1)
        agreed = dataclasses.replace(unknown, soft=judged.sigmoid(), soft_tags=same)
        opposed = dataclasses.replace(unknown, soft=1.0 - judged.sigmoid(), soft_tags=same.flip(-1))
        assert loss(net, agreed)[0] < loss(net, opposed)[0]
        assert loss(net, agreed)[1] < loss(net, opposed)[1]
