"""Web chat over several processes that share one PostgreSQL: it does not matter which one a page comes to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.deliveries import DeliveryState
from tests.http.chat import ChatHub, running_chat


@pytest.fixture
async def pair(postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[ChatHub, ChatHub]]:
    async with (
        running_chat(postgres_url, tmp_path / "one") as one,
        running_chat(postgres_url, tmp_path / "two") as two,
    ):
        yield one, two


async def test_an_answer_from_another_process_arrives(pair: tuple[ChatHub, ChatHub]) -> None:
    one, two = pair
    page = await one.visit()
    conversation = (await page.say("hello"))["conversation"]
    await two.answer(conversation, "from the other side")
    texts = [(await page.next("message"))["text"] for _ in range(2)]
    assert texts == ["hello", "from the other side"]


async def test_a_page_resumes_in_another_process(pair: tuple[ChatHub, ChatHub]) -> None:
    one, two = pair
    page = await one.visit()
    conversation = (await page.say("hello"))["conversation"]
    await page.socket.close()
    await one.answer(conversation, "while you were away")
    back = await two.visit(token=page.token, resume=1, conversation=conversation)
    assert [each["text"] for each in await back.pong() if each["type"] == "message"] == ["while you were away"]


async def test_pages_in_two_processes_hear_each_other(pair: tuple[ChatHub, ChatHub]) -> None:
    one, two = pair
    here = await one.visit()
    there = await two.visit(token=here.token)
    await here.say("from the first page")
    assert (await there.next("message"))["text"] == "from the first page"


async def test_the_mail_is_dropped_by_whichever_process_the_page_is_at(pair: tuple[ChatHub, ChatHub]) -> None:
    one, two = pair
    page = await one.visit()
    conversation = (await page.say("hello", answers={"email": "ruiz@example.com"}))["conversation"]
    await page.pong()
    answer = await two.answer(conversation, "yes?")
    while (await page.next("message"))["seq"] != 2:
        pass
    await page.socket.send_json({"type": "read", "conversation": conversation, "seq": 2})
    await page.pong()
    delivery = await two.hub.database.read(lambda tx: tx.deliveries.get(answer.id))
    assert delivery is not None
    assert delivery.state is DeliveryState.CANCELLED
