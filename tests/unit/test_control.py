"""Commands reach the hub that runs on this machine."""

import stat
from pathlib import Path
from typing import Any

import pytest

from hub.control import SOCKET, CommandFailedError, NobodyServesError, call, control_socket
from hub.errors import ConflictError


async def greet(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"greeting": f"你好 {arguments['name']}"}


async def refuse(arguments: dict[str, Any]) -> None:
    raise ConflictError("the login 'ada' is taken", field="login")


@pytest.fixture(params=["short", "x" * 120], ids=["short path", "path longer than a socket's may be"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / str(request.param)
    path.mkdir()
    return path


async def test_command_is_carried_out_by_the_running_hub(folder: Path) -> None:
    async with control_socket(folder, {"greet": greet}):
        assert await call(folder, "greet", {"name": "Ada"}) == {"greeting": "你好 Ada"}


async def test_failure_is_told_with_its_field(folder: Path) -> None:
    async with control_socket(folder, {"refuse": refuse}):
        with pytest.raises(CommandFailedError, match="'ada' is taken") as caught:
            await call(folder, "refuse", {})

    assert caught.value.field == "login"


async def test_unknown_command_is_told(folder: Path) -> None:
    async with control_socket(folder, {}):
        with pytest.raises(CommandFailedError, match="another version"):
            await call(folder, "dance", {})


async def test_nobody_serves_before_and_after(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(NobodyServesError):
            await call(folder, "greet", {})
        async with control_socket(folder, {"greet": greet}):
            pass


async def test_nobody_serves_after_a_crash_left_the_socket_behind(folder: Path) -> None:
    (folder / SOCKET).touch()

    with pytest.raises(NobodyServesError):
        await call(folder, "greet", {})
    async with control_socket(folder, {"greet": greet}):
        assert await call(folder, "greet", {"name": "Bo"}) == {"greeting": "你好 Bo"}


async def test_nobody_serves_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for name in ("gone", "y" * 120):
        with pytest.raises(NobodyServesError):
            await call(tmp_path / name, "greet", {})


async def test_socket_is_closed_to_others(folder: Path) -> None:
    async with control_socket(folder, {}):
        assert stat.S_IMODE((folder / SOCKET).stat().st_mode) == 0o600
