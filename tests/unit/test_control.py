"""One hub a data folder, and commands that reach the one that runs."""

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from hub.control import SOCKET, CommandFailedError, NobodyServesError, call, control_socket
from hub.errors import ConflictError, StartUpError
from hub.instance import only_instance

HOLD = "import sys; from pathlib import Path; from hub.instance import only_instance\n"
HOLD += "with only_instance(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()\n"


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


async def test_lock_is_refused_while_another_process_has_it_and_free_when_it_was_killed(tmp_path: Path) -> None:
    lock = tmp_path / "data" / "hub.lock"
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, str(lock), stdin=pipe, stdout=pipe)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"

    with pytest.raises(StartUpError, match=f"process {holder.pid} already works") as caught, only_instance(lock):
        pass
    assert caught.value.problems[0].field == str(lock)

    holder.kill()
    await holder.wait()
    with only_instance(lock):
        assert lock.read_text() == f"{os.getpid()}\n"


def test_lock_is_free_again_after_use(tmp_path: Path) -> None:
    for _ in range(2):
        with only_instance(tmp_path / "hub.lock"):
            pass
