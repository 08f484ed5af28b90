"""Blobs: the same contract in a folder and in rows."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.blobs.folder import FolderBlobs
from hub.blobs.rows import RowBlobs
from hub.domain.ids import new_id
from hub.domain.messages import Attachment
from hub.errors import NotFoundError
from hub.ports.database import Database
from tests.storage.values import a_message, an_interaction, storing

Store = FolderBlobs | RowBlobs
LARGE = bytes(range(256)) * 4_000


@pytest.fixture(params=["folder", "rows"])
def store(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Store:
    """A store of each kind."""
    return FolderBlobs(tmp_path / "blobs") if request.param == "folder" else RowBlobs(database)


@pytest.mark.parametrize("data", [b"", b"\x00abc", LARGE])
async def test_bytes_come_back_under_their_hash(store: Store, data: bytes) -> None:
    key = await store.put(data)
    assert key == hashlib.sha256(data).hexdigest()
    assert await store.put(data) == key
    assert await store.get(key) == data
    assert b"".join([chunk async for chunk in store.open(key)]) == data


@pytest.mark.parametrize("key", ["0" * 64, "../../etc/passwd", ""])
async def test_what_is_not_there_is_named(store: Store, key: str) -> None:
    with pytest.raises(NotFoundError):
        await store.get(key)


async def test_orphans_are_swept_when_they_are_old(store: Store, database: Database) -> None:
    named, orphan = await store.put(b"named"), await store.put(LARGE)
    talk = an_interaction()
    message = a_message(talk, html_blob=named)
    file = Attachment(id=new_id(), message_id=message.id, name="a", type="b", size=1, blob="file")
    await database.write(storing(talk, replace(message, attachments=(file,))))
    assert await database.read(lambda tx: tx.blobs.named([named, "file", orphan])) == {named, "file"}

    async def sweep(hours: int) -> int:
        later, hour = datetime.now(UTC) + timedelta(hours=hours), timedelta(hours=1)
        if isinstance(store, FolderBlobs):
            return await store.sweep(database, later, older_than=hour)
        return await store.sweep(later, older_than=hour)

    assert await sweep(hours=0) == 0
    assert await sweep(hours=2) == 1
    assert await store.get(named) == b"named"
    with pytest.raises(NotFoundError):
        await store.get(orphan)
    assert await store.put(LARGE) == orphan
    assert await store.get(orphan) == LARGE


def test_an_unfinished_file_is_never_served(tmp_path: Path) -> None:
    FolderBlobs(tmp_path)
    (tmp_path / "unfinished" / "x").write_bytes(b"half")
    assert [path.name for path in tmp_path.glob("??/??/*")] == []
