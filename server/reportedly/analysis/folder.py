"""The folder that holds the model: where it is, and whether it is whole.

Apart from the encoder, because the server has to look here before a model runtime is loaded.
"""

import hashlib
from pathlib import Path

CHECKSUMS = "SHA256SUMS"
NEEDED = ("model.onnx", "tokenizer.json", "config.json", "reasons.json")


class ModelError(Exception):
    """The model folder cannot be used; the message says what is wrong with which file, and what to do."""


def model_folder() -> Path:
    """The bundled model: inside the installed package, or in the source tree that the package was installed from."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "models" / "reportedly-en"
    return installed if installed.is_dir() else package.parents[1] / "models" / "reportedly-en"


def verify(folder: Path) -> None:
    """Check every file that SHA256SUMS names, and that it names what the analysis reads.

    Raises ModelError naming the first file that is missing, cut short or changed.
    """
    try:
        lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"no model in {folder}: {CHECKSUMS} cannot be read; install reportedly again") from None
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in NEEDED:
        if name not in expected:
            raise ModelError(f"{folder / CHECKSUMS} does not name {name}; install reportedly again")
    for name, digest in expected.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise ModelError(f"model file {folder / name} is missing; install reportedly again") from None
        if found != digest:
            raise ModelError(f"model file {folder / name} is damaged or was changed; install reportedly again")
