"""Hatchling's build hook: the model and the built extension go into the wheel and the sdist.

They are no Python packages, so hatchling has to be told; as static settings they would break an editable install
where the extension has not been built yet.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODEL = "models/reportedly-en"
BROWSERS = ("chrome", "firefox")


class WheelHook(BuildHookInterface[Any]):
    """Adds the folders that `reportedly.analysis.encoder` and `reportedly extension` look for when installed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a build; `version` is "editable" for `pip install -e`."""
        if version == "editable":
            return
        wheel = self.target_name == "wheel"
        included: dict[str, str] = build_data["force_include"]
        if wheel:
            included[str(Path(self.root, MODEL))] = f"reportedly/{MODEL}"
        for browser in BROWSERS:
            built = Path(self.root, "dist", browser)
            if built.is_dir():
                included[str(built)] = f"reportedly/extension/{browser}" if wheel else f"dist/{browser}"
            else:
                self.app.display_warning(f"dist/{browser} is missing: this build carries no extension for {browser}")
