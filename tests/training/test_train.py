"""Training goes on where it was interrupted. Needs the train extra; the networks here are tiny and untrained."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the train extra is not installed (python3 build.py model installs it)")
pytest.importorskip("transformers", reason="the train extra is not installed (python3 build.py model installs it)")

import torch
import transformers
from reportedly.analysis.encoder import model_folder
from tokenizers import Tokenizer

from models.training.batches import Corpus
from models.training.network import Network
from models.training.own import FOLDER, own
from models.training.train import Stage, Trainer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    articles = list(own(FOLDER))[:4]
    corpus = Corpus(articles, tokenizer)
    return [Stage("first", 2, ((corpus, 1.0, 1),)), Stage("second", 1, ((corpus, 1.0, 1),))]


def network() -> Network:
    torch.manual_seed(1)
    return Network(
        transformers.BertConfig(hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24)
    )


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
