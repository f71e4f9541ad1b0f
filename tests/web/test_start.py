"""What the start of the server must not wait for. How long it takes, benchmarks/server.py measures."""

import subprocess
import sys

import pytest

SLOW = ("numpy", "onnxruntime", "tokenizers", "nupunkt", "py3langid", "trafilatura", "rich")
"""What takes long to import, and is not needed to say that the model is still being loaded."""


@pytest.mark.parametrize("module", ["reportedly.web.serve", "reportedly.cli"])
def test_nothing_slow_is_imported_before_the_server_answers(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {SLOW} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == ("[]", "")
