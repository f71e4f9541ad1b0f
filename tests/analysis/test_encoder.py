import shutil
from pathlib import Path

import pytest
from reportedly.analysis.encoder import CHECKSUMS, NEEDED, Encoder, ModelError, model_folder, verify


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(model_folder(), tmp_path / "model")


def test_the_bundled_model_is_whole():
    verify(model_folder())
    named = {line.split("  ")[1] for line in (model_folder() / CHECKSUMS).read_text().splitlines()}
    assert named >= {*NEEDED, "LICENSE", "MODEL_CARD.md", "metrics.json"}


def test_the_bundled_model_is_small():
    assert (model_folder() / "model.onnx").stat().st_size <= 24_000_000


def test_the_bundled_model_tells_nothing_of_the_machine_that_made_it():
    graph = (model_folder() / "model.onnx").read_bytes()
    assert b"site-packages" not in graph
    assert b'File "' not in graph


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_named(copy: Path, name: str):
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing; install reportedly again"):
        Encoder(copy)


@pytest.mark.parametrize("name", NEEDED)
def test_a_file_cut_short_is_named(copy: Path, name: str):
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=f"{name} is damaged or was changed"):
        Encoder(copy)


def test_one_changed_byte_is_noticed(copy: Path):
    content = bytearray((copy / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.onnx is damaged"):
        Encoder(copy)


def test_a_file_that_the_checksums_leave_out_is_not_trusted(copy: Path):
    lines = (copy / CHECKSUMS).read_text().splitlines(keepends=True)
    (copy / CHECKSUMS).write_text("".join(line for line in lines if "model.onnx" not in line))
    with pytest.raises(ModelError, match=r"does not name model\.onnx"):
        Encoder(copy)


def test_no_model_at_all(tmp_path: Path):
    with pytest.raises(ModelError, match=r"no model in .*; install reportedly again") as refused:
        Encoder(tmp_path)
    assert "\n" not in str(refused.value)
