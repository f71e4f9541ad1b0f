"""What lies on the disk, and who may read it."""

import stat
from pathlib import Path

import pytest
from reportedly.web.database import StateError
from reportedly.web.store import DATABASE, MACHINE_TOKEN, Store, machine_token

from tests.web.client import CHROME


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_read_the_state(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "state"
    store = Store(folder)
    store.add(CHROME)
    machine_token(folder)
    store.close()
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_a_state_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    Store(folder).close()
    machine_token(folder)
    folder.chmod(0o755)
    for name in (DATABASE, MACHINE_TOKEN):
        (folder / name).chmod(0o644)
    Store(folder).close()
    machine_token(folder)
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_the_token_itself_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    new = store.add(CHROME)
    kept = (tmp_path / DATABASE).read_bytes()
    assert new.token.encode() not in kept
    assert new.server_key in kept
    store.remove(new.id)
    store.close()
    assert new.server_key not in (tmp_path / DATABASE).read_bytes()


def test_the_machine_token_stays_the_same(tmp_path: Path) -> None:
    token = machine_token(tmp_path)
    assert len(token) >= 32
    assert machine_token(tmp_path) == token


@pytest.mark.parametrize(
    ("name", "content"),
    [(DATABASE, b"not a database at all" * 100), (MACHINE_TOKEN, b"short"), (MACHINE_TOKEN, b"\xff" * 50)],
)
def test_a_damaged_file_is_told_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StateError, match=name) as caught:
        machine_token(tmp_path) if name == MACHINE_TOKEN else Store(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_state_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="file"):
        Store(tmp_path / "file" / "state")


def test_a_state_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store._run("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(StateError, match="newer"):
        Store(tmp_path)
