"""The same web layer on PostgreSQL, where several processes share one database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.http.hub import TestHub, running_hub
from tests.http.test_desk_socket import connect, happen, next_event


@pytest.fixture
async def pair(postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[TestHub, TestHub]]:
    """Two processes' web layers on one database."""
    async with running_hub(postgres_url, tmp_path / "one") as one, running_hub(postgres_url, tmp_path / "two") as two:
        yield one, two


async def test_a_desk_hears_what_another_process_did(pair: tuple[TestHub, TestHub]) -> None:
    one, two = pair
    anna = await one.agent("anna")
    ben = await two.agent("ben")
    socket, _ = await connect(anna)

    made = await ben.post("/customers", {"name": "王小明"}, status=201)
    for number in range(20):
        await happen(two if number % 2 else one, number=number)

    first = await next_event(socket)
    numbers = [(await next_event(socket))["data"]["number"] for _ in range(20)]
    assert first["data"]["id"] == made["id"]
    assert sorted(numbers) == list(range(20))


async def test_one_session_serves_in_every_process(pair: tuple[TestHub, TestHub]) -> None:
    one, two = pair
    anna = await one.agent("anna")
    anna.hub = two

    assert (await anna.get("/session"))["user"]["login"] == "anna"


async def test_twins_in_two_processes_have_one_effect(pair: tuple[TestHub, TestHub]) -> None:
    one, two = pair
    anna = await one.agent("anna")
    other = await two.sign_in("anna")

    answers = await asyncio.gather(
        *(
            who.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")
            for who in (anna, other, anna, other, anna, other)
        )
    )

    assert len({each["id"] for each in answers}) == 1
    assert len((await anna.get("/customers"))["items"]) == 1


async def test_a_merge_is_undone_here_too(pair: tuple[TestHub, TestHub]) -> None:
    anna = await pair[0].agent("anna")
    target = await anna.post("/customers", {"name": "Wang", "tags": ["gold"]}, status=201)
    source = await anna.post(
        "/customers", {"name": "W", "contact_points": [{"kind": "email", "value": "w@example.com"}]}, status=201
    )

    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]})
    undone = await anna.post(f"/customers/merges/{merged['merge_id']}/undo")

    assert len(merged["customer"]["contact_points"]) == 1
    assert undone["customer"]["contact_points"] == []
    assert len((await anna.get(f"/customers/{source['id']}"))["contact_points"]) == 1


async def test_nul_is_no_problem_for_postgresql(pair: tuple[TestHub, TestHub]) -> None:
    anna = await pair[0].agent("anna")

    made = await anna.post("/customers", {"name": "a\x00b"}, status=201)
    found = await anna.raw("GET", "/customers?q=%00")

    assert made["name"] == "a\ufffdb"
    assert found.status == 200
