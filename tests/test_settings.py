"""Settings: defaults, the environment, and what is said about values that cannot be used."""

import stat
import sys
from pathlib import Path

import pytest
from reportedly.settings import DEFAULT_HOST, DEFAULT_PORT, SettingsError, load, state_folder


def test_defaults_keep_to_this_machine() -> None:
    settings = load({})
    assert (settings.host, settings.port) == (DEFAULT_HOST, DEFAULT_PORT) == ("127.0.0.1", 8477)
    assert settings.state.is_absolute()
    assert "reportedly" in settings.state.name.lower()


def test_the_environment_overrides_port_and_state(tmp_path: Path) -> None:
    settings = load({"REPORTEDLY_PORT": "9000", "REPORTEDLY_STATE": str(tmp_path)})
    assert (settings.port, settings.state) == (9000, tmp_path)


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "80.5", "٨٠", " 80"])
def test_a_port_that_is_none_is_refused_by_name(port: str) -> None:
    with pytest.raises(SettingsError, match="REPORTEDLY_PORT"):
        load({"REPORTEDLY_PORT": port})


def test_a_relative_state_folder_is_refused() -> None:
    with pytest.raises(SettingsError, match="REPORTEDLY_STATE"):
        load({"REPORTEDLY_STATE": "here"})


def test_the_state_folder_is_made_for_this_user_only(tmp_path: Path) -> None:
    folder = state_folder({"REPORTEDLY_STATE": str(tmp_path / "a" / "b")})
    assert folder.is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert state_folder({"REPORTEDLY_STATE": str(folder)}) == folder


def test_a_state_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot make the folder") as error:
        state_folder({"REPORTEDLY_STATE": str(tmp_path / "file" / "state")})
    assert "\n" not in str(error.value)
