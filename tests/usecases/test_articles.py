"""Articles on both databases: their history, their languages, what suggests them, their reviews."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.articles import Article, ArticleState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind
from hub.domain.messages import MessageKind
from hub.domain.tasks import TaskState
from hub.domain.users import Role, User
from hub.errors import ConflictError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller
from hub.services.conflicts import again_when_stale
from hub.services.knowledge.article_diff import PARTS, diff_shape
from hub.services.knowledge.article_reviews import ArticleReviews, review_key, reviewed
from hub.services.knowledge.article_suggestions import suggestions
from hub.services.knowledge.articles import (
    Deed,
    create_article,
    edit_article,
    publish,
    put_away,
    require_version,
    restore_version,
    take_back,
)
from tests.storage.values import a_customer, a_message, an_interaction, storing
from tests.support.hands import HandClock

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
SUE = Caller(
    user=User(
        id=new_id(),
        login="sue",
        name="Sue",
        roles=frozenset({Role.SUPERVISOR}),
        password_hash="x",
        created_at=START,
    )
)
TODAY = date(2026, 11, 22)


def deed(minutes: int = 0) -> Deed:
    return Deed(caller=SUE, at=START + timedelta(minutes=minutes))


def written(tx: Tx, minutes: int = 0, *, locale: str = "en", original: str | None = None, **fields: Any) -> Article:
    words = {"title": "Title", "body": "Body", **fields}
    return create_article(tx, words, deed(minutes), locale=locale, original=original)


WORDS = st.sampled_from(["one", "two\nlines", "退款\n\n三行\n", "", "one\ntwo\nthree"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), WORDS, WORDS),
        st.tuples(st.just("restore"), st.integers(1, 6)),
        st.tuples(st.just("publish"), st.integers(1, 6)),
        st.tuples(st.just("archive")),
        st.tuples(st.just("take back")),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_is_done_the_history_stays(database: Database, steps: Sequence[tuple[Any, ...]]) -> None:
    """Numbers have no gaps, no version ever changes, what is published and what is listed is one of them, and the
    differences of two versions lead from one to the other.
    """
    article = await database.write(written)
    seen = {1: ("Title", "", "Body")}
    for minute, step in enumerate(steps, 1):
        await _do(database, article.id, step, minute)
        await database.read(lambda tx: _check(tx, article.id, seen))


async def _do(database: Database, key: str, step: tuple[Any, ...], minute: int) -> None:
    ways: dict[str, Callable[..., Callable[[Tx], Article]]] = {
        "edit": lambda title, body: (
            lambda tx: edit_article(tx, key, {"title": title or "T", "body": body}, deed(minute), expected_version=None)
        ),
        "restore": lambda number: (
            lambda tx: restore_version(
                tx, key, min(number, _newest(tx, key)), deed(minute), note="", expected_version=None
            )
        ),
        "publish": lambda number: lambda tx: publish(tx, key, deed(minute), number=min(number, _newest(tx, key))),
        "archive": lambda: lambda tx: put_away(tx, key, deed(minute)),
        "take back": lambda: lambda tx: take_back(tx, key, deed(minute)),
    }
    try:
        await database.write(ways[step[0]](*step[1:]))
    except ConflictError as refused:
        assert str(refused)  # noqa: PT017 - a refusal is as good as a change, and says why


def _newest(tx: Tx, key: str) -> int:
    article = tx.articles.get(key)
    assert article is not None
    return article.number


def _check(tx: Tx, key: str, seen: dict[int, tuple[str, str, str]]) -> None:
    article = tx.articles.get(key)
    assert article is not None
    history = list(reversed(tx.articles.versions(key)))
    assert [each.number for each in history] == list(range(1, article.number + 1))
    for each in history:
        assert seen.setdefault(each.number, each.words) == each.words
        if each.restored_from is not None:
            assert each.words == history[each.restored_from - 1].words
    assert (article.state is ArticleState.PUBLISHED) <= (article.published_number is not None)
    assert article.title == require_version(tx, article, article.shown_number).title
    for old, new in itertools.pairwise(history):
        diff: Any = diff_shape(old, new)
        for part in PARTS:
            lines = {op: [each["text"] for each in diff[part] if each["op"] != op] for op in ("added", "removed")}
            assert "\n".join(lines["added"]) == getattr(old, part)
            assert "\n".join(lines["removed"]) == getattr(new, part)


async def test_many_who_write_at_once_lose_nothing(database: Database) -> None:
    article = await database.write(written)

    def work(number: int) -> Callable[[Tx], Article]:
        fields = {"body": f"by {number}"}
        return lambda tx: edit_article(tx, article.id, fields, deed(number), expected_version=None)

    await asyncio.gather(*(again_when_stale(database, work(number)) for number in range(5)))
    history = await database.read(lambda tx: tx.articles.versions(article.id))
    assert [each.number for each in history] == [6, 5, 4, 3, 2, 1]
    assert {each.body for each in history} == {"Body", *(f"by {number}" for number in range(5))}


async def test_only_the_language_that_lags_is_behind(database: Database) -> None:
    english = await database.write(written)
    chinese = await database.write(lambda tx: written(tx, 1, locale="zh-CN", original=english.id, title="标题"))

    def lagging(tx: Tx) -> list[str]:
        return [each.locale for each in tx.articles.in_groups([english.group_id]) if each.behind]

    def change(key: str, minute: int, *, in_step: bool = False) -> Callable[[Tx], Article]:
        fields = {"body": f"at {minute}"}
        return lambda tx: edit_article(tx, key, fields, deed(minute), in_step=in_step, expected_version=None)

    assert await database.read(lagging) == []
    await database.write(change(english.id, 2))
    assert await database.read(lagging) == ["zh-CN"]
    await database.write(change(chinese.id, 3))
    assert await database.read(lagging) == ["en"]
    await database.write(change(english.id, 4, in_step=True))
    assert await database.read(lagging) == []
    await database.write(change(english.id, 5))
    await database.write(lambda tx: put_away(tx, english.id, deed(6)))
    assert await database.read(lagging) == []


@pytest.fixture
async def shop(database: Database) -> dict[str, Article]:
    """Articles in use, and one that nobody has published."""
    texts: dict[str, dict[str, Any]] = {
        "motor": {"title": "The motor stops on hills", "body": "Switch to Eco before the hill", "tags": ("motor",)},
        "refund": {"title": "Refunds", "body": "Five working days to the account"},
        "invoice": {"title": "Invoice with the wrong name", "body": "Cancel the invoice and write a new one"},
        "tyre": {"title": "A flat tyre", "body": "Patch the tube"},
        "draft": {"title": "The motor in winter", "body": "motor motor"},
    }

    def work(tx: Tx) -> dict[str, Article]:
        made = {key: written(tx, **fields) for key, fields in texts.items()}
        made["电机"] = written(tx, locale="zh-CN", original=made["motor"].id, title="电机上坡停转", body="请调到经济档")
        made["退款"] = written(tx, locale="zh-CN", title="退款规则", body="五个工作日内退回")
        return {key: each if key == "draft" else publish(tx, each.id, deed()) for key, each in made.items()}

    return await database.write(work)


async def suggested(database: Database, language: str, *texts: str) -> list[tuple[str, list[str]]]:
    customer = a_customer(language=language)
    talk = an_interaction(customer_id=customer.id, kind=InteractionKind.SMS, last_seq=len(texts))
    messages = [
        a_message(talk, seq=seq, text=text, direction=Direction.IN, kind=MessageKind.TEXT)
        for seq, text in enumerate(texts, 1)
    ]
    await database.write(storing(customer, talk, *messages))
    found = await database.read(lambda tx: suggestions(tx, _again(tx, talk), limit=3, today=TODAY))
    return [(str(each["title"]), each["terms"]) for each in found]  # type: ignore[misc]


def _again(tx: Tx, talk: Interaction) -> Interaction:
    found = tx.interactions.get(talk.id)
    assert found is not None
    return found


@pytest.mark.usefixtures("shop")
async def test_a_conversation_gets_what_shares_its_rare_words(database: Database) -> None:
    english = await suggested(database, "en", "Hello!", "My motor stops whenever I ride up a hill, please help")
    chinese = await suggested(database, "zh-CN", "你好，我的电机上坡就停了")
    crossed = await suggested(database, "zh-CN", "the motor stops on hills")
    refund = await suggested(database, "zh-CN", "我想退款，可以吗")

    assert english[0][0] == "The motor stops on hills"
    assert {"motor", "stops"} <= set(english[0][1])
    assert chinese[0][0] == "电机上坡停转"
    assert crossed[0][0] == "电机上坡停转"
    assert [title for title, _ in refund] == ["退款规则"]


@pytest.mark.usefixtures("shop")
async def test_chat_about_nothing_gets_nothing(database: Database) -> None:
    assert await suggested(database, "en", "Hello, good morning, how are you?") == []
    assert await suggested(database, "zh-CN", "你好，请问现在可以吗？") == []
    assert await suggested(database, "en") == []


async def test_what_is_archived_suggests_nothing(database: Database, shop: dict[str, Article]) -> None:
    await database.write(lambda tx: put_away(tx, shop["invoice"].id, deed(1)))
    assert await suggested(database, "en", "the invoice has a wrong name") == []


async def test_reviews_become_tasks_once_and_end_with_the_review(database: Database) -> None:
    clock = HandClock(START)
    article = await database.write(lambda tx: written(tx, title="Tyres", review_on=TODAY + timedelta(days=1), body="x"))
    reviews = ArticleReviews(database=database, clock=clock, zone="Asia/Shanghai")

    early = await reviews.plan()
    clock.time += timedelta(hours=9)  # past midnight in Shanghai
    first, second = await reviews.plan(), await reviews.plan()

    assert (early, first, second) == (0, 1, 0)
    key = review_key(article.id, TODAY + timedelta(days=1))
    task = await database.read(lambda tx: tx.tasks.by_origin(key))
    assert task is not None
    assert task.title == "Review the article: Tyres"
    assert task.due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)

    next_on = TODAY + timedelta(days=90)
    await database.write(lambda tx: reviewed(tx, article.id, deed(600), next_on=next_on, expected_version=None))
    done = await database.read(lambda tx: tx.tasks.by_origin(key))
    assert done is not None
    assert done.state is TaskState.DONE
    assert await reviews.plan() == 0
