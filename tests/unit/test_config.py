"""The configuration: where it comes from, what it may say, and how every mistake is told with its path and remedy."""

import stat
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

import hub.channels
from hub.config import Config, derived_key, installation_secret, load_config
from hub.errors import StartUpError

Write = Callable[[str], Path]


class PigeonSettings(BaseModel):
    """What a made-up kind is configured with."""

    model_config = ConfigDict(extra="forbid")

    loft: str
    region: str = ""
    ring: SecretStr = SecretStr("")


class PigeonKind:
    """A made-up kind, as a third party would write one."""

    kind = "pigeon"
    settings = PigeonSettings


class PigeonEntryPoint:
    """What an installed package's entry point looks like to us."""

    name = "pigeon"

    def load(self) -> PigeonKind:
        return PigeonKind()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str) -> Path:
        path = tmp_path / "hub.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def pigeons(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with a kind of its own is installed."""
    installed = {"hub.channels": [PigeonEntryPoint()]}
    monkeypatch.setattr("hub.config.kinds.entry_points", lambda group: installed[group])


def problems(path: Path, **environ: str) -> dict[str, str]:
    with pytest.raises(StartUpError) as caught:
        load_config(path, environ=environ)
    return {problem.field: problem.message for problem in caught.value.problems}


# ---------------------------------------------------------------- where it comes from


def test_named_file_wins_over_the_environments_and_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {name: tmp_path / name for name in ("named.toml", "environment.toml", "configs/hub.toml")}
    (tmp_path / "configs").mkdir()
    for port, path in enumerate(files.values(), start=9001):
        path.write_text(f"[server]\nport = {port}\n")
    environ = {"HUB_CONFIG": "environment.toml"}

    assert load_config(files["named.toml"], environ=environ).settings.server.port == 9001
    assert load_config(environ=environ).settings.server.port == 9002
    assert load_config(environ={}).settings.server.port == 9003


def test_port_and_data_folder_of_the_environment_win(write: Write) -> None:
    path = write("[server]\nport = 9001\n")

    config = load_config(path, environ={"HUB_PORT": "9100", "HUB_DATA": "/srv/hub"})

    assert config.settings.server.port == 9100
    assert config.data == Path("/srv/hub")
    assert config.database_url == "sqlite:////srv/hub/hub.db"


def test_secrets_come_from_the_environment(write: Write) -> None:
    path = write('[database]\nurl = "env:HUB_DB"\n[security]\nsecret = "env:HUB_SECRET"\n')

    config = load_config(path, environ={"HUB_DB": "postgresql://hub:pw@db/hub", "HUB_SECRET": "s" * 40})

    assert config.database_url == "postgresql://hub:pw@db/hub"
    assert "pw@db" not in repr(config)
    assert "ssss" not in repr(config)


@pytest.mark.usefixtures("pigeons")
def test_every_secret_is_known_to_the_logs(write: Write) -> None:
    text = '[security]\nsecret = "{}"\n[channels.roof]\nkind = "pigeon"\nloft = "north"\nring = "r-20412"\n'

    config = load_config(write(text.format("k" * 32)), environ={})

    assert {"k" * 32, "r-20412"} <= set(config.secrets)
    assert "north" not in config.secrets


@pytest.mark.usefixtures("pigeons")
def test_a_foreign_kind_checks_its_own_block(write: Write) -> None:
    config = load_config(write('[channels.roof]\nkind = "pigeon"\nloft = "north"\n'), environ={})

    block = config.channels[0]
    assert (block.name, block.kind.kind) == ("roof", "pigeon")
    assert block.settings == PigeonSettings(loft="north")


@pytest.mark.usefixtures("pigeons")
def test_a_channel_without_a_region_is_in_the_organisations(write: Write) -> None:
    text = '[organisation]\nregion = "CN"\n'
    text += '[channels.a]\nkind = "pigeon"\nloft = "x"\n[channels.b]\nkind = "pigeon"\nloft = "x"\nregion = "US"\n'

    blocks = load_config(write(text), environ={}).channels

    assert [getattr(block.settings, "region", None) for block in blocks] == ["CN", "US"]


def test_an_own_kind_is_found_by_its_modules_name(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kinds").mkdir()
    source = (
        "from pydantic import BaseModel\n"
        "class KIND:\n"
        "    kind = 'raven'\n"
        "    class settings(BaseModel):\n"
        "        pass\n"
    )
    (tmp_path / "kinds" / "raven.py").write_text(source)
    monkeypatch.setattr(hub.channels, "__path__", [*hub.channels.__path__, str(tmp_path / "kinds")])

    config = load_config(write('[channels.tower]\nkind = "raven"\n'), environ={})

    assert config.channels[0].kind.kind == "raven"
    assert isinstance(hub.channels, ModuleType)


# ---------------------------------------------------------------- what may be wrong


def test_every_problem_is_listed_at_once(write: Write) -> None:
    path = write(
        """
        [server]
        prot = 8080
        port = 70000
        [organisation]
        time_zone = "Europe/Berlim"
        region = "us"
        [security]
        secret = "env:HUB_SECRET"
        [channels.main]
        kind = "fax"
        [channels."Not A Name"]
        kind = "sms"
        """
    )

    found = problems(path)

    assert set(found) == {
        "server.prot",
        "server.port",
        "organisation.time_zone",
        "organisation.region",
        "security.secret",
        "channels.main.kind",
        "channels.Not A Name",
    }
    assert "did you mean 'port'?" in found["server.prot"]
    assert "write one like Europe/Berlin" in found["organisation.time_zone"]
    assert "HUB_SECRET is not set" in found["security.secret"]
    assert found["channels.main.kind"].startswith("'fax' is unknown; known are ")


@pytest.mark.usefixtures("pigeons")
def test_problems_of_a_channel_name_its_keys_and_show_no_value(write: Write) -> None:
    path = write('[channels.roof]\nkind = "pigeon"\nlof = "north"\nring = 20412\n[channels.bare]\nloft = "x"\n')

    found = problems(path)

    assert found["channels.roof.loft"] == "is missing and has no default"
    assert "did you mean 'loft'?" in found["channels.roof.lof"]
    assert "channels.roof.ring" in found
    assert found["channels.bare.kind"].startswith("is missing; known are ")
    assert "20412" not in str(found)


def test_text_of_the_error_has_a_line_for_each_problem(write: Write) -> None:
    with pytest.raises(StartUpError) as caught:
        load_config(write("[server]\nport = -1\nhots = 1\n"), environ={})

    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["server.port", "server.hots"]


@pytest.mark.parametrize(
    ("text", "field", "part"),
    [
        ("[server", "hub.toml", "is not TOML"),
        ('[server]\nhost = "0.0.0.0"\n', "server", "public_url is missing"),
        ('[server]\npublic_url = "http://hub.example.com"\n', "server.public_url", "must begin with https"),
        ('[server]\npublic_url = "hub.example.com"\n', "server.public_url", "write one like https://"),
        ('[database]\nurl = "mysql://x/y"\n', "database.url", "'mysql' are unknown"),
        ('[database]\nurl = "postgresql://db/hub"\n', "security.secret", "machines that share a PostgreSQL"),
        (
            'demo = true\n[server]\nhost = "0.0.0.0"\npublic_url = "https://a.example"\n',
            "server.host",
            "passwords are public",
        ),
        ('[care]\ncontact_from = "20:00"\ncontact_until = 09:00:00\n', "care", "must be later"),
        ('channels = "all"\n', "channels", "one block a channel"),
        ("server = 1\n", "server", "valid dictionary"),
        ("[routing]\nsilent_close_hours = 0\n", "routing.silent_close_hours", "greater than or equal to 1"),
    ],
)
def test_a_mistake_names_its_key_and_the_remedy(write: Write, text: str, field: str, part: str) -> None:
    found = {Path(key).name: message for key, message in problems(write(text)).items()}

    assert part in found[field]


def test_a_port_that_is_none_is_told_by_its_variable(write: Write) -> None:
    assert "is no port" in problems(write(""), HUB_PORT="eighty")["HUB_PORT"]


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    assert "No such file" in problems(tmp_path / "gone.toml")[str(tmp_path / "gone.toml")]


# ---------------------------------------------------------------- the installation's secret


@pytest.fixture
def config(write: Write, tmp_path: Path) -> Config:
    return load_config(write(""), environ={"HUB_DATA": str(tmp_path / "data")})


def test_secret_is_made_once_and_kept_from_others(config: Config) -> None:
    first = installation_secret(config)

    assert installation_secret(config) == first
    assert len(first) == 32
    assert stat.S_IMODE((config.data / "secret.key").stat().st_mode) == 0o600


def test_configured_secret_gives_the_same_key_on_every_machine(write: Write, tmp_path: Path) -> None:
    path = write(f'[security]\nsecret = "{"k" * 32}"\n')
    one = load_config(path, environ={"HUB_DATA": str(tmp_path / "one")})
    other = load_config(path, environ={"HUB_DATA": str(tmp_path / "other")})

    assert installation_secret(one) == installation_secret(other)
    assert not (tmp_path / "one").exists()


def test_keys_of_different_purposes_differ(config: Config) -> None:
    secret = installation_secret(config)

    assert derived_key(secret, "channel:mail") != derived_key(secret, "channel:chat")
