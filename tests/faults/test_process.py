"""The hub as a process: it starts, is reached by commands, refuses a second of its kind, stops and survives."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.children import free_port
from tests.support.hub_process import HubProcess, hub_process

PASSWORD = "correct horse"


@pytest.fixture
def hub(tmp_path: Path, database_url: str) -> Iterator[HubProcess]:
    config = tmp_path / "hub.toml"
    config.write_text(f'[database]\nurl = "{database_url}"\n[security]\nsecret = "{"s" * 32}"\n')
    with hub_process(config, tmp_path / "data") as hub:
        yield hub


def test_commands_reach_the_running_hub_and_survive_its_death(hub: HubProcess) -> None:
    added = hub.command("user", "add", "ada", stdin=f"{PASSWORD}\n")
    hub.kill()
    hub.start()
    listed = hub.command("user", "list")

    assert added.returncode == 0, added.stderr
    assert "ada" in listed.stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_stops_when_told_and_leaves_nothing_behind(hub: HubProcess) -> None:
    began = time.monotonic()

    code = hub.stop()

    assert code == 0, hub.said()
    assert time.monotonic() - began < 10
    assert not (hub.data / "control.sock").exists()
    assert not hub.is_ready()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_hub_cannot_take_the_same_port(hub: HubProcess) -> None:
    second = HubProcess(config=hub.config, data=hub.data / "other", port=hub.port)

    result = second.command("serve")

    assert result.returncode == 2
    assert "server.port: " in result.stderr or "database.url: " in result.stderr
    assert hub.is_ready()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_check_live_tells_what_answers_while_the_hub_runs(hub: HubProcess) -> None:
    result = hub.command("check", "--live")

    assert result.returncode == 0, result.stderr
    assert "database" in result.stdout
    assert "routing" in result.stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_hub_on_the_same_file_is_refused(hub: HubProcess) -> None:
    second = HubProcess(config=hub.config, data=hub.data, port=free_port())

    result = second.command("serve")

    assert result.returncode == 2
    assert "served by another process" in result.stderr
    assert hub.is_ready()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_second_hub_on_the_same_postgresql_serves_beside_it(hub: HubProcess) -> None:
    with hub_process(hub.config, hub.data.with_name("other")) as second:
        assert hub.is_ready()
        assert second.is_ready()
