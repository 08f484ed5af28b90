"""Search finds the same on both databases: words, pairs of Chinese characters, addresses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.customers import ExternalId
from hub.ports.database import Database
from hub.ports.repositories.log import HitFilter
from hub.storage.search_text import around, joined, terms_of
from tests.storage.values import NOW, a_customer, a_message, a_point, an_interaction, storing

TEXTS = (
    "Please call me about the invoice",
    "我想查询订单的发票",
    "发票 INV-2024 已经寄出",
    "你好",
    "Où est ma facture? Straße",
    "ＦＵＬＬ width １２３",
    "配達はいつですか",
)


@pytest.fixture
async def log(database: Database) -> Database:
    """A log with a message for each of the texts, and a customer."""
    customer = a_customer(
        "+8613912345678",
        "Xiaoming.Wang@example.com",
        name="王小明",
        external_ids=(ExternalId(source="crm", id="K-77"),),
    )
    talk = an_interaction(customer_id=customer.id, subject="x")
    await database.write(storing(customer, talk))
    for seq, text in enumerate(TEXTS, 1):
        message = a_message(talk, seq=seq, text=text)
        await database.write(lambda tx, message=message: tx.messages.add(message))  # type: ignore[misc]
    return database


async def find(database: Database, query: str) -> Sequence[str]:
    hits = await database.read(lambda tx: tx.search.find(query, limit=9).hits)
    return [each.excerpt if each.type == "message" else each.title for each in hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("INVOICE", [TEXTS[0]]),
        ("call invoice", [TEXTS[0]]),
        ("invoice letter", []),
        ("发票", [TEXTS[2], TEXTS[1]]),
        ("订单", [TEXTS[1]]),
        ("票发", []),
        ("的发票", [TEXTS[1]]),
        ("发票 2024", [TEXTS[2]]),
        ("inv-2024", [TEXTS[2]]),
        ("好", [TEXTS[3]]),
        ("寄", [TEXTS[2]]),
        ("straße", [TEXTS[4]]),
        ("full 123", [TEXTS[5]]),
        ("いつ", [TEXTS[6]]),
        ("小明", ["王小明"]),
        ("王", ["王小明"]),
        ("13912345678", ["王小明"]),
        ("5678", ["王小明"]),
        ("xiaoming.wang@EXAMPLE.com", ["王小明"]),
        ("k-77", ["王小明"]),
        ("nothing", []),
        ("' OR 1 & ! \" * :", []),
        ("   ", []),
    ],
)
async def test_what_a_query_finds(log: Database, query: str, found: list[str]) -> None:
    assert [*await find(log, query)] == found


async def test_a_hit_says_where_it_leads(log: Database) -> None:
    (message,) = await log.read(lambda tx: tx.search.find("订单", limit=9).hits)
    (customer,) = await log.read(lambda tx: tx.search.find("小明", limit=9).hits)
    assert (message.title, message.customer_id) == ("王小明", customer.id)
    assert message.interaction_id is not None
    assert customer.excerpt == "+8613912345678, Xiaoming.Wang@example.com"


async def test_a_changed_customer_is_found_by_what_it_is_now(database: Database) -> None:
    customer = a_customer("+4915112345678", name="Ann Smith")
    await database.write(lambda tx: tx.customers.add(customer))
    await database.write(lambda tx: tx.customers.update(replace(customer, version=2, name="Ann Miller"), 1))
    assert await find(database, "Smith") == []
    assert await find(database, "Miller") == ["Ann Miller"]
    point = a_point(customer.id, "miller@example.com")
    await database.write(lambda tx: tx.customers.add_contact_point(point))
    assert await find(database, "miller@example.com") == ["Ann Miller"]
    await database.write(lambda tx: tx.customers.remove_contact_point(point.id))
    assert await find(database, "miller@example.com") == []
    merged = replace(customer, version=3, name="Ann Miller", merged_into="other")
    await database.write(lambda tx: tx.customers.update(merged, 2))
    assert await find(database, "Miller") == []


async def test_the_newest_come_first_and_the_limit_holds(database: Database) -> None:
    talk = an_interaction()
    messages = [a_message(talk, seq=seq, text=f"common {seq}") for seq in range(1, 8)]
    await database.write(lambda tx: tx.interactions.add(talk))
    await database.write(storing(*messages))
    hits = await database.read(lambda tx: tx.search.find("common", limit=3).hits)
    assert [each.excerpt for each in hits] == ["common 7", "common 6", "common 5"]


@given(st.text(), st.text())
def test_a_text_has_every_token_of_each_of_its_parts(before: str, after: str) -> None:
    indexed = joined([f"{before} {after}"]).split()
    whole, prefixes = terms_of(before)
    assert set(whole) <= set(indexed)
    assert all(any(token.startswith(prefix) for token in indexed) for prefix in prefixes)


async def test_filters_let_through_what_fits(database: Database) -> None:
    customer = a_customer("+4915112345678", name="Ann common", tags=("vip",))
    talk = an_interaction(customer_id=customer.id, channel="sms")
    elsewhere = an_interaction(channel="web")
    await database.write(storing(customer, talk, elsewhere))
    await database.write(storing(a_message(talk, text="common one"), a_message(elsewhere, text="common two")))

    async def found(**wanted: Any) -> set[str]:
        page = await database.read(lambda tx: tx.search.find("common", limit=9, wanted=HitFilter(**wanted)))
        assert page.next is None
        return {each.title if each.type == "customer" else each.excerpt for each in page.hits}

    assert await found() == {"Ann common", "common one", "common two"}
    assert await found(types=("customer",)) == {"Ann common"}
    assert await found(types=("message", "case")) == {"common one", "common two"}
    assert await found(channel="web") == {"common two"}
    assert await found(customer_id=customer.id) == {"Ann common", "common one"}
    assert await found(tag="vip") == {"Ann common"}
    assert await found(tag="other") == set()
    assert await found(since=NOW + timedelta(seconds=1)) == set()
    assert await found(until=NOW + timedelta(seconds=1), types=("message",)) == {"common one", "common two"}


async def test_pages_go_on_where_the_one_before_ended(database: Database) -> None:
    talk = an_interaction()
    await database.write(lambda tx: tx.interactions.add(talk))
    await database.write(storing(*(a_message(talk, seq=seq, text=f"common {seq}") for seq in range(1, 8))))
    seen: list[str] = []
    after: int | None = None
    for size in (3, 3, 1):
        page = await database.read(lambda tx, after=after: tx.search.find("common", limit=3, after=after))  # type: ignore[misc]
        assert len(page.hits) == size
        seen += [each.excerpt for each in page.hits]
        after = page.next
    assert after is None
    assert seen == [f"common {seq}" for seq in range(7, 0, -1)]


async def test_a_filter_that_lets_little_through_still_finds_it(database: Database) -> None:
    rare, usual = an_interaction(channel="web"), an_interaction()
    await database.write(storing(rare, usual))
    await database.write(storing(a_message(rare, text="common one")))
    await database.write(storing(*(a_message(usual, seq=seq, text="common") for seq in range(1, 620))))
    page = await database.read(lambda tx: tx.search.find("common", limit=9, wanted=HitFilter(channel="web")))
    assert [each.excerpt for each in page.hits] == ["common one"]
    assert page.next is None


def test_an_excerpt_is_cut_where_the_word_is() -> None:
    text = "x" * 300 + " the invoice is late " + "y" * 300
    assert "invoice is late" in around(text, "Invoice")
    assert around(text, "absent").startswith("xxx")
    assert around("short", "absent") == "short"
