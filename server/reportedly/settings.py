"""Where the server listens and where it keeps its state: defaults, overridden by the environment.

REPORTEDLY_PORT   another port than 8477
REPORTEDLY_STATE  another folder for the pairings, tokens and the machine's own token
REPORTEDLY_TOKEN  a token that callers from elsewhere show to have texts judged; the file user-token does the same
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8477
USER_TOKEN = "user-token"
"""The file in the state folder that may hold the user's token."""
SHORTEST_TOKEN = 32
"""Characters; a token of fewer could be guessed."""


class SettingsError(ValueError):
    """A setting that cannot be used; `str(error)` is one line that says which and what would be right."""


class Settings(msgspec.Struct, frozen=True):
    """What the commands and the server share. `state` may not exist yet: see `state_folder`."""

    host: str
    port: int
    state: Path


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. `environ` is the process environment unless a mapping is given.

    Raises SettingsError when REPORTEDLY_PORT is not a port number or REPORTEDLY_STATE is not an absolute path.
    """
    env = os.environ if environ is None else environ
    return Settings(host=DEFAULT_HOST, port=_port(env.get("REPORTEDLY_PORT", "")), state=_state(env))


def state_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder for pairings and tokens, made (only for this user to enter) if it is not there.

    Raises SettingsError when REPORTEDLY_STATE is not an absolute path, or when the folder cannot be made.
    """
    folder = _state(os.environ if environ is None else environ)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(f"cannot make the folder {folder} for settings: {error.strerror}") from None
    return folder


def user_token(environ: Mapping[str, str] | None = None) -> str | None:
    """The token that the user chose for callers from elsewhere: REPORTEDLY_TOKEN, or the file user-token; else None.

    Raises SettingsError when it is too short, holds other characters than visible ASCII, or others may read the file.
    """
    env = os.environ if environ is None else environ
    where, token = "REPORTEDLY_TOKEN", env.get("REPORTEDLY_TOKEN", "")
    if not token:
        path = _state(env) / USER_TOKEN
        where = str(path)
        try:
            with path.open(encoding="utf-8") as file:
                if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                    raise SettingsError(f"others may read the token in {where}; close the file to them: chmod 600")
                token = file.read().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError) as error:
            raise SettingsError(f"cannot read {where}: {getattr(error, 'strerror', None) or 'it is no text'}") from None
    if len(token) < SHORTEST_TOKEN or not all("!" <= c <= "~" for c in token):
        raise SettingsError(
            f"the token in {where} cannot be used; it needs at least {SHORTEST_TOKEN} characters, "
            "letters, digits and signs without spaces"
        )
    return token


def _port(value: str) -> int:
    if not value:
        return DEFAULT_PORT
    # isdecimal alone would let through digits of other scripts.
    if not (value.isascii() and value.isdecimal() and 0 <= int(value) <= 65535):
        raise SettingsError(f"REPORTEDLY_PORT is {value!r}; it must be a number from 0 to 65535")
    return int(value)


def _state(env: Mapping[str, str]) -> Path:
    value = env.get("REPORTEDLY_STATE", "")
    if value:
        folder = Path(value).expanduser()
        if not folder.is_absolute():
            raise SettingsError(f"REPORTEDLY_STATE is {value!r}; it must be an absolute path")
        return folder
    from platformdirs import user_state_path

    return user_state_path("reportedly", appauthor=False)
