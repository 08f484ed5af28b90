"""The command line: what it prints where, how it ends, and that it reaches the hub that runs."""

import asyncio
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer.main

from hub.cli import main
from hub.cli.main import app
from hub.clock import SystemClock
from hub.commands import commands
from hub.config import load_config
from hub.control import control_socket
from hub.security.passwords import Argon2Passwords
from hub.services.imports.customer_columns import COLUMNS
from hub.storage.engine import open_database

PASSWORD = "correct horse"


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Hub = Callable[..., Result]


def write_config(path: Path, url: str) -> Path:
    path.write_text(
        f'[server]\ndata = "{path.parent / "data"}"\n[organisation]\nregion = "US"\n'
        f'[database]\nurl = "{url}"\n[security]\nsecret = "{"s" * 32}"\n'
    )
    return path


@pytest.fixture
def config_file(tmp_path: Path, database_url: str) -> Path:
    """A configuration on each kind of database."""
    return write_config(tmp_path / "hub.toml", database_url)


@pytest.fixture
def hub(config_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hub:
    """Run a command as the shell would, with this test's configuration."""
    monkeypatch.setenv("HUB_CONFIG", str(config_file))
    monkeypatch.delenv("HUB_DATA", raising=False)

    def run(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr("sys.argv", ["hub", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Result(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return run


@contextmanager
def running_hub(config_file: Path) -> Iterator[None]:
    """A process-like hub that holds the database and listens for commands."""
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        config = load_config(config_file)
        clock = SystemClock()
        database = await open_database(config.database_url, clock)
        known = commands(config, database=database, passwords=Argon2Passwords(), clock=clock)
        async with control_socket(config.data, known):
            ready.set()
            await asyncio.to_thread(stop.wait)
        await database.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        stop.set()
        thread.join(20)


def test_check_names_the_configuration(hub: Hub, config_file: Path) -> None:
    result = hub("check")

    assert result.code == 0
    assert str(config_file) in result.out


def test_check_lists_every_problem_on_standard_error_and_ends_with_2(hub: Hub, config_file: Path) -> None:
    config_file.write_text("[server]\nport = 0x1ffff\nprot = 1\n")

    result = hub("check")

    assert result.code == 2
    assert result.out == ""
    assert "server.port: " in result.err
    assert "server.prot: is an unknown key; did you mean 'port'?" in result.err


def test_named_configuration_wins(hub: Hub, tmp_path: Path) -> None:
    result = hub("check", "--config", str(tmp_path / "gone.toml"))

    assert result.code == 2
    assert "gone.toml" in result.err


@pytest.mark.parametrize("arguments", [("dance",), ("user", "add"), ("user", "list", "--format", "xml")])
def test_wrong_use_ends_with_2(hub: Hub, arguments: tuple[str, ...]) -> None:
    result = hub(*arguments)

    assert result.code == 2
    assert result.err


def test_users_are_added_listed_and_shut_out(hub: Hub) -> None:
    added = hub("user", "add", "ada", "--name", "Ada L.", "--role", "admin", stdin=f"{PASSWORD}\n")
    disabled = hub("user", "disable", "ada")
    listed = hub("user", "list", "--format", "json")

    assert (added.code, disabled.code) == (0, 0)
    assert [(each["login"], each["name"], each["roles"], each["disabled"]) for each in listed.data] == [
        ("ada", "Ada L.", ["admin"], True)
    ]
    assert PASSWORD not in added.out + listed.out


def test_an_agent_is_made_with_the_user_who_takes_work(hub: Hub) -> None:
    added = hub("user", "add", "bo", "--format", "json", stdin=f"{PASSWORD}\n")

    assert added.data[0]["agent_id"]


@pytest.mark.parametrize(
    ("arguments", "password", "part"),
    [
        (("user", "add", "bo"), "short", "at least 10 characters"),
        (("user", "add", " bo"), PASSWORD, "is no login"),
        (("user", "add", "bo", "--queue", "sales"), PASSWORD, "no queue is called 'sales'"),
        (("user", "add", "bo", "--role", "admin", "--queue", "sales"), PASSWORD, "role agent"),
        (("user", "disable", "nobody"), "", "`hub user list` shows all"),
        (("token", "revoke", "none"), "", "`hub token list` shows all"),
        (("token", "add", " "), "", "needs a name"),
    ],
)
def test_a_command_that_fails_says_why_and_ends_with_1(
    hub: Hub, arguments: tuple[str, ...], password: str, part: str
) -> None:
    result = hub(*arguments, stdin=f"{password}\n")

    assert result.code == 1
    assert part in result.err


def test_a_login_is_taken_once(hub: Hub) -> None:
    first = hub("user", "add", "ada", stdin=f"{PASSWORD}\n")
    second = hub("user", "add", "ADA", stdin=f"{PASSWORD}\n")

    assert (first.code, second.code) == (0, 1)


def test_a_tokens_secret_is_shown_once(hub: Hub) -> None:
    added = hub("token", "add", "shop")
    listed = hub("token", "list", "--format", "json")
    revoked = hub("token", "revoke", listed.data[0]["id"])
    after = hub("token", "list", "--format", "json")

    secret = added.out.strip()
    assert secret.startswith("hub_")
    assert secret not in listed.out
    assert listed.data[0]["revoked_at"] is None
    assert revoked.code == 0
    assert after.data[0]["revoked_at"]


@pytest.mark.parametrize("served", [True, False], ids=["by the running hub", "on the database"])
def test_commands_work_whether_the_hub_runs_or_not(hub: Hub, config_file: Path, served: bool) -> None:
    if served:
        with running_hub(config_file):
            added = hub("user", "add", "ada", stdin=f"{PASSWORD}\n")
            wrong = hub("user", "disable", "nobody")
    else:
        added = hub("user", "add", "ada", stdin=f"{PASSWORD}\n")
        wrong = hub("user", "disable", "nobody")

    assert (added.code, wrong.code) == (0, 1)
    assert "no user is called 'nobody'" in wrong.err
    assert [each["login"] for each in hub("user", "list", "--format", "json").data] == ["ada"]


# ---------------------------------------------------------------- migrate


def test_commands_on_a_database_without_tables_say_what_to_do_and_migrate_does_it(
    hub: Hub, tmp_path: Path, empty_postgres_url: str
) -> None:
    config = str(write_config(tmp_path / "empty.toml", empty_postgres_url))

    before = hub("user", "list", "--config", config)
    migrated = hub("migrate", "--config", config)
    after = hub("user", "list", "--config", config)

    assert before.code == 2
    assert "run `hub migrate`" in before.err
    assert (migrated.code, after.code) == (0, 0)


def test_migrate_makes_the_file(hub: Hub, tmp_path: Path) -> None:
    config = write_config(tmp_path / "new.toml", f"sqlite:///{tmp_path / 'new' / 'hub.db'}")

    result = hub("migrate", "--config", str(config))

    assert result.code == 0
    assert (tmp_path / "new" / "hub.db").exists()


def test_a_database_that_does_not_answer_is_told_without_its_password(hub: Hub, tmp_path: Path) -> None:
    config = write_config(tmp_path / "away.toml", "postgresql://hub:sesame99@127.0.0.1:1/hub")

    result = hub("migrate", "--config", str(config))

    assert result.code == 2
    assert "database.url: " in result.err
    assert "sesame99" not in result.err


# ---------------------------------------------------------------- import

LIST = """\ufeffname,phone,email,birthday,tags,attribute:shop
Ada Lovelace,(415) 555-2671,ADA@example.com,1980-03-09,vip;london,Harbour
李雷,+8613800138000,,lunar 08-15,,
"""


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_customers_are_added_once_however_often_the_list_is_imported(hub: Hub, customers: Path) -> None:
    dry = hub("import", "customers", str(customers), "--dry-run", "--format", "json")
    first = hub("import", "customers", str(customers), "--format", "json")
    second = hub("import", "customers", str(customers), "--format", "json")

    assert dry.data["counts"] == first.data["counts"] == {"added": 2}
    assert second.data["counts"] == {"unchanged": 2}


def test_a_known_customer_is_completed_and_keeps_what_the_line_leaves_empty(hub: Hub, customers: Path) -> None:
    hub("import", "customers", str(customers))
    customers.write_text("phone,email,language\n+14155552671,ada@work.example,en\n")

    result = hub("import", "customers", str(customers), "--format", "json")
    by_new_address = customers.with_name("again.csv")
    by_new_address.write_text("email,name,tags\nada@work.example,,vip\n")

    assert result.data["counts"] == {"changed": 1}
    assert hub("import", "customers", str(by_new_address), "--format", "json").data["counts"] == {"unchanged": 1}


def test_wrong_lines_are_told_with_their_number_and_do_not_stop_the_others(hub: Hub, customers: Path) -> None:
    customers.write_text(
        "name,phone,email,birthday,kind,language,time_zone,external_id\n"
        "Good,+14155550101,,,,,,\n"
        "Bad,12,not-a-mail,02-30,robot,english,Mars,4711\n"
        ",,,,,,,\n"
        "Also good,+14155550102,,,,,,\n"
    )

    result = hub("import", "customers", str(customers))

    assert result.code == 1
    assert "2 added, 2 wrong" in result.out
    for column in ("phone", "email", "birthday", "kind", "language", "time_zone", "external_id"):
        assert f"line 3, {column}: " in result.err
    assert "line 4, name: a line needs a name, a phone or an email" in result.err
    assert "2 lines cannot be taken in" in result.err


def test_a_line_that_names_two_customers_is_wrong(hub: Hub, customers: Path) -> None:
    hub("import", "customers", str(customers))
    customers.write_text("phone,email\n+8613800138000,ada@example.com\n")

    result = hub("import", "customers", str(customers))

    assert "belong to several customers: " in result.err


def test_unknown_columns_and_other_encodings_are_told(hub: Hub, customers: Path) -> None:
    customers.write_text("naem\nAda\n")
    unknown = hub("import", "customers", str(customers))
    customers.write_bytes(b"name\n\xff\xff\xff\n")
    encoded = hub("import", "customers", str(customers), "--charset", "gb18030")
    customers.write_text("")
    empty = hub("import", "customers", str(customers))

    assert (unknown.code, encoded.code, empty.code) == (1, 1, 1)
    assert "'naem' is an unknown column" in unknown.err
    assert "save it as CSV UTF-8" in encoded.err
    assert "is empty" in empty.err


@pytest.mark.parametrize("charset", ["gb18030", "utf-16", "utf-8"])
def test_a_chinese_list_is_read_as_spreadsheets_save_it(hub: Hub, customers: Path, charset: str) -> None:
    customers.write_bytes("姓名;手机;生日;会员等级\r\n李雷;13800138000;1980年3月9日;金\r\n".encode(charset))

    result = hub("import", "customers", str(customers), "--map", "会员等级=attribute:grade", "--format", "json")
    left_out = hub("import", "customers", str(customers), "--map", "会员等级=", "--format", "json")

    assert [each["message"] for each in result.data["problems"]] == [
        "'13800138000' is no phone number; write it with its country code, like +14155550100"
    ]
    assert left_out.data["counts"] == {"wrong": 1}


# ---------------------------------------------------------------- the manual


def commands_of(group: Any, prefix: str = "hub") -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_the_manual_has_every_command_and_every_column() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text()
    known = list(commands_of(typer.main.get_command(app)))

    assert "hub user add" in known
    assert [each for each in known if f"`{each}" not in manual] == []
    assert [column for column in COLUMNS if f"`{column}`" not in manual] == []
