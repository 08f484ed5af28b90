"""The running hub's Unix socket, by which commands on the same machine reach it; the folder's owner alone may."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from hub.errors import ConnectionNotReadyError, HubError, UseCaseError

Command = Callable[[dict[str, Any]], Awaitable[Any]]
"""Takes named arguments and returns what is to be printed, both of plain JSON values."""

SOCKET = "control.sock"
LONGEST_PATH = 107  # bytes of sun_path in unix(7), less its final NUL
LARGEST_REQUEST = 32 * 1024 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=300, connect=5)


class NobodyServesError(ConnectionNotReadyError):
    """No hub listens in this data folder."""


class CommandFailedError(HubError):
    """The running hub could not carry out the command; `field` names the argument at fault, if one is."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Name the field when one is at fault."""
        super().__init__(message)
        self.field = field


@asynccontextmanager
async def control_socket(data: Path, commands: Mapping[str, Command]) -> AsyncIterator[None]:
    """Take commands while the block runs; whoever enters must hold the data folder's lock."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.router.add_post("/{command}", _handler(commands))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listener = _bind(data / SOCKET)
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()
        (data / SOCKET).unlink(missing_ok=True)


async def call(data: Path, command: str, arguments: Mapping[str, Any]) -> Any:
    """Let the running hub carry out a command; raises `NobodyServesError` or `CommandFailedError`."""
    with _short_path(data / SOCKET) as path:
        connector = aiohttp.UnixConnector(path=path)
        async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT) as session:
            try:
                async with session.post(f"http://hub/{command}", data=orjson.dumps(arguments)) as answer:
                    return _result(answer.status, orjson.loads(await answer.read()))
            except aiohttp.ClientConnectorError as error:
                raise NobodyServesError(f"no hub listens at {data / SOCKET}") from error


async def is_served(data: Path) -> bool:
    """Whether a hub listens in this data folder."""
    try:
        with _short_path(data / SOCKET) as path:
            _, writer = await asyncio.open_unix_connection(path)
    except (OSError, NobodyServesError):
        return False
    writer.close()
    await writer.wait_closed()
    return True


def _handler(commands: Mapping[str, Command]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        name = request.match_info["command"]
        if name not in commands:
            return _answer(404, {"message": f"this hub knows no command {name!r}; is it of another version?"})
        try:
            return _answer(200, await commands[name](orjson.loads(await request.read())))
        except HubError as error:
            field = error.field if isinstance(error, UseCaseError) else ""
            return _answer(422, {"message": str(error), "field": field})

    return handle


def _answer(status: int, value: Any) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(value), content_type="application/json")


def _result(status: int, value: Any) -> Any:
    if status == 200:
        return value
    raise CommandFailedError(value["message"], field=value.get("field", ""))


def _bind(path: Path) -> socket.socket:
    """Listen at `path`, for this user alone from the first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with _short_path(path) as short:
            listener.bind(short)
    finally:
        os.umask(before)
    listener.settimeout(0)
    return listener


@contextmanager
def _short_path(path: Path) -> Iterator[str]:
    """The path, or one through `/proc/self/fd` when it is longer than a socket's address may be."""
    if len(os.fsencode(path.absolute())) <= LONGEST_PATH:
        yield str(path.absolute())
        return
    with contextlib.ExitStack() as stack:
        try:
            folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
        except FileNotFoundError as error:
            raise NobodyServesError(f"there is no folder {path.parent}") from error
        stack.callback(os.close, folder)
        yield f"/proc/self/fd/{folder}/{path.name}"
