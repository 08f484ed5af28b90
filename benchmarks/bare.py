"""The baseline: a bare aiohttp handler with the same signature check and one INSERT a request.

`python -m benchmarks.bare PORT DATABASE_URL`
"""

import asyncio
import queue
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

import asyncpg
import uvloop
from aiohttp import web

from benchmarks.webhooks import TOKEN
from hub.channels._twilio.signature import signature

Insert = Callable[[dict[str, str]], Awaitable[None]]
_TABLE = "CREATE TABLE IF NOT EXISTS bare (sid text PRIMARY KEY, sender text, recipient text, body text)"


async def main(port: int, url: str) -> None:
    """Serve until terminated."""
    insert = await (_postgres(url) if url.startswith("postgres") else _sqlite(url))
    base = f"http://127.0.0.1:{port}"

    async def handle(request: web.Request) -> web.Response:
        form = parse_qsl((await request.read()).decode(), keep_blank_values=True)
        if request.headers.get("X-Twilio-Signature") != signature(base + request.raw_path, form, TOKEN):
            return web.Response(status=403)
        await insert(dict(form))
        return web.Response(body=b"<Response/>", content_type="text/xml")

    app = web.Application()
    app.router.add_post("/hooks/texts", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def _postgres(url: str) -> Insert:
    pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
    await pool.execute(_TABLE)

    async def insert(form: dict[str, str]) -> None:
        await pool.execute("INSERT INTO bare VALUES ($1, $2, $3, $4)", *_row(form))

    return insert


async def _sqlite(url: str) -> Insert:
    """One writer thread; each request is an INSERT and a commit of its own."""
    work: queue.SimpleQueue[tuple[tuple[str, ...], asyncio.Future[None]]] = queue.SimpleQueue()
    loop = asyncio.get_running_loop()

    def write() -> None:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(_TABLE)
        while True:
            row, future = work.get()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare VALUES (?, ?, ?, ?)", row)
            connection.execute("COMMIT")
            loop.call_soon_threadsafe(future.set_result, None)

    threading.Thread(target=write, daemon=True).start()

    async def insert(form: dict[str, str]) -> None:
        future: asyncio.Future[None] = loop.create_future()
        work.put((_row(form), future))
        await future

    return insert


def _row(form: dict[str, str]) -> tuple[str, ...]:
    return form["MessageSid"], form["From"], form["To"], form["Body"]


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2]))
