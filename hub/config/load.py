"""Read the configuration: file, environment, defaults; every problem is found before anything starts."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import phonenumbers
from pydantic import BaseModel, SecretStr, ValidationError

from hub.config.kinds import ChannelBlock, check_channels
from hub.config.problems import dotted, problems_of
from hub.config.settings import Settings
from hub.config.values import HOW_TO_MAKE_ONE, is_loopback
from hub.errors import Problem, StartUpError

DEFAULT_FILE = Path("configs/hub.toml")
ENV = "env:"

# Without any file the hub takes chats, and nothing that would need an account.
EMBEDDED: dict[str, Any] = {"channels": {"chat": {"kind": "webchat"}}}

# Environment variables that win over the file, each with its place in it.
OVERRIDES = {"HUB_PORT": ("server", "port"), "HUB_DATA": ("server", "data")}


@dataclass(frozen=True, kw_only=True)
class Config:
    """All that is configured, checked; `source` is the file it came from, None for the embedded defaults."""

    settings: Settings
    channels: tuple[ChannelBlock, ...]
    source: Path | None

    @property
    def data(self) -> Path:
        """The folder of everything the hub keeps on this machine."""
        return self.settings.server.data

    @property
    def database_url(self) -> str:
        """The configured database, or the SQLite file in the data folder."""
        url = self.settings.database.url.get_secret_value()
        return url or f"sqlite:///{(self.data / 'hub.db').absolute()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every configured secret's own value, so that logs can leave them out."""
        models = (self.settings, *(block.settings for block in self.channels))
        return tuple(secret for model in models for secret in _secrets_in(model))


def load_config(path: Path | None = None, *, environ: Mapping[str, str] | None = None) -> Config:
    """Read and check everything; raises `StartUpError` with all problems.

    The file is `path`, else `HUB_CONFIG`, else `configs/hub.toml` if there is one, else none.
    """
    environment = os.environ if environ is None else environ
    source = _source(path, environment)
    table = EMBEDDED if source is None else _read(source)
    resolved, problems = _resolve(table, environment)
    problems += _override(resolved, environment)
    blocks, channel_problems = check_channels(resolved.pop("channels", {}), region=_region(resolved))
    try:
        settings = Settings.model_validate(resolved)
    except ValidationError as error:
        raise StartUpError(_first_of_each(problems + problems_of(error, Settings) + channel_problems)) from error
    problems += channel_problems + _contradictions(settings)
    if problems:
        raise StartUpError(_first_of_each(problems))
    return Config(settings=settings, channels=tuple(blocks), source=source)


def _source(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if environ.get("HUB_CONFIG"):
        return Path(environ["HUB_CONFIG"])
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def _read(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read: {error.strerror if isinstance(error, OSError) else 'it is not UTF-8'}"
        raise StartUpError([Problem(field=str(source), message=problem)]) from error
    except tomllib.TOMLDecodeError as error:
        raise StartUpError([Problem(field=str(source), message=f"is not TOML: {error}")]) from error


def _resolve(table: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Replace every `env:NAME` by the variable's value; a variable that is not set is a problem at its key."""
    problems: list[Problem] = []

    def resolve(value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict):
            return {key: resolve(each, (*path, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [resolve(each, (*path, index)) for index, each in enumerate(value)]
        if isinstance(value, str) and value.startswith(ENV):
            return from_environment(value.removeprefix(ENV), path)
        return value

    def from_environment(name: str, path: tuple[str | int, ...]) -> str:
        if not environ.get(name):
            text = f"environment variable {name} is not set; set it, or write the value here"
            problems.append(Problem(field=dotted(path), message=text))
        return environ.get(name, "")

    resolved: dict[str, Any] = resolve(table, ())
    return resolved, problems


def _override(table: dict[str, Any], environ: Mapping[str, str]) -> list[Problem]:
    problems = []
    for name, (section, key) in OVERRIDES.items():
        if not environ.get(name):
            continue
        if name == "HUB_PORT" and not environ[name].isdecimal():
            problems.append(Problem(field=name, message=f"{environ[name]!r} is no port; write a number up to 65535"))
            continue
        place = table.setdefault(section, {})
        if isinstance(place, dict):
            place[key] = int(environ[name]) if key == "port" else environ[name]
    return problems


def _contradictions(settings: Settings) -> list[Problem]:
    """What each section allows but all together do not."""
    problems = []
    if settings.demo and not is_loopback(settings.server.host):
        text = f"{settings.server.host!r} is open to others, and the demo's passwords are public; write 127.0.0.1"
        problems.append(Problem(field="server.host", message=text))
    if settings.database.is_postgresql and settings.security.secret is None:
        text = (
            f"is missing: machines that share a PostgreSQL database need the same one; make it with {HOW_TO_MAKE_ONE}"
        )
        problems.append(Problem(field="security.secret", message=text))
    return problems


def _secrets_in(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets_in(getattr(value, name))
    elif isinstance(value, dict):
        yield from _secrets_in(tuple(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _secrets_in(each)


def _region(table: dict[str, Any]) -> str:
    """The organisation's region before it is checked: a wrong one is told once, not at every channel."""
    organisation = table.get("organisation")
    region = organisation.get("region") if isinstance(organisation, dict) else None
    return region if isinstance(region, str) and region in phonenumbers.SUPPORTED_REGIONS else ""


def _first_of_each(problems: list[Problem]) -> list[Problem]:
    """An unset variable also fails its key's check: the first problem of a key says what to do."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return list(first.values())
