"""Hatchling's build hook: the model, the built extension and the notices go into the wheel and the sdist.

They are no Python packages, so hatchling has to be told; as static settings they would break an editable install
where the extension has not been built yet. Hatchling loads this file by its path: it imports nothing of build_tools.
"""

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODEL = "models/reportedly-en"
NOTICES = "THIRD_PARTY_NOTICES.txt"
BROWSERS = ("chrome", "firefox")

_INTRODUCTION = """What this package carries that others have made

The Python packages that it needs are installed beside it, each with a licence of its own.
The code of Reportedly itself is under the Apache License, Version 2.0.
"""
_RULE = "=" * 100


class WheelHook(BuildHookInterface[Any]):
    """Adds the folders that `reportedly.analysis.folder` and `reportedly extension` look for when installed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a build; `version` is "editable" for `pip install -e`."""
        if version == "editable":
            return
        root = Path(self.root)
        included: dict[str, str] = build_data["force_include"]
        wheel = self.target_name == "wheel"
        for browser in BROWSERS:
            built = root / "dist" / browser
            if built.is_dir():
                included[str(built)] = f"reportedly/extension/{browser}" if wheel else f"dist/{browser}"
            else:
                self.app.display_warning(f"dist/{browser} is missing: this build carries no extension for {browser}")
        if wheel:
            included[str(root / MODEL)] = f"reportedly/{MODEL}"
            self._scratch = tempfile.TemporaryDirectory()
            text = Path(self._scratch.name, NOTICES)
            text.write_text(notices(root), encoding="utf-8")
            included[str(text)] = f"reportedly/{NOTICES}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by hatchling after a build."""
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()


def notices(root: Path) -> str:
    """The notices for all that a wheel bundles: the weights, and what esbuild has put into the extension.

    Both browsers' extensions are made from one bundle, so that their notices are the same.
    """
    parts = [_INTRODUCTION, (root / MODEL / "LICENSE").read_text(encoding="utf-8")]
    bundled = root / "dist" / BROWSERS[0] / NOTICES
    if bundled.is_file():
        parts.append("The browser extension\n\n" + bundled.read_text(encoding="utf-8"))
    return f"\n{_RULE}\n\n".join(parts)
