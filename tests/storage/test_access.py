"""Users, sessions, tokens, throttling, idempotency, audit, templates and rules."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from hub.domain.care import CareRule, QuietWindow
from hub.domain.ids import new_id
from hub.domain.templates import MessageTemplate, TemplateText
from hub.domain.users import ApiToken, Role, Session, User
from hub.errors import ConflictError, StaleVersionError
from hub.ports.database import Database
from hub.ports.repositories.access import AuditEntry, AuditFilter, StoredAnswer
from tests.storage.values import NOW, storing


def a_user(login: str) -> User:
    roles = frozenset({Role.AGENT, Role.ADMIN})
    return User(id=new_id(), login=login, name="Bo", roles=roles, password_hash="x", created_at=NOW)


async def test_logins_ignore_case_and_are_unique(database: Database) -> None:
    user = a_user("Bo@example.com")
    await database.write(lambda tx: tx.users.put(user))
    assert await database.read(lambda tx: tx.users.by_login("bo@EXAMPLE.com")) == user
    with pytest.raises(ConflictError):
        await database.write(lambda tx: tx.users.put(a_user("BO@example.com")))
    disabled = replace(user, disabled=True)
    await database.write(lambda tx: tx.users.put(disabled))
    assert [*await database.read(lambda tx: tx.users.all())] == [disabled]
    assert await database.read(lambda tx: tx.users.get(user.id)) == disabled


async def test_a_session_counts_until_it_expires_or_its_user_is_disabled(database: Database) -> None:
    user, now = a_user("bo"), datetime.now(UTC)
    session = Session(id=new_id(), user_id=user.id, secret_hash="h", csrf="c", created_at=now, expires_at=now)
    valid = replace(session, id=new_id(), secret_hash="v", expires_at=now + timedelta(hours=1))
    await database.write(storing(user, session, valid))
    assert await database.read(lambda tx: tx.sessions.by_secret_hash("v")) == (valid, user)
    assert await database.read(lambda tx: tx.sessions.by_secret_hash("h")) is None
    await database.write(lambda tx: tx.users.put(replace(user, disabled=True)))
    assert await database.read(lambda tx: tx.sessions.by_secret_hash("v")) is None
    await database.write(lambda tx: tx.users.put(user))
    await database.write(lambda tx: tx.sessions.remove(session.id))
    await database.write(lambda tx: tx.sessions.remove_of(user.id))
    assert await database.read(lambda tx: tx.sessions.by_secret_hash("v")) is None


async def test_a_revoked_token_no_longer_counts(database: Database) -> None:
    token = ApiToken(id=new_id(), name="crm", secret_hash="h", roles=frozenset({Role.INTEGRATION}), created_at=NOW)
    await database.write(lambda tx: tx.tokens.add(token))
    assert await database.read(lambda tx: tx.tokens.by_secret_hash("h")) == token
    assert await database.write(lambda tx: tx.tokens.revoke(token.id, NOW))
    assert not await database.write(lambda tx: tx.tokens.revoke(token.id, NOW))
    assert await database.read(lambda tx: tx.tokens.by_secret_hash("h")) is None
    assert [*await database.read(lambda tx: tx.tokens.all())] == [replace(token, revoked_at=NOW)]


async def test_attempts_are_counted_in_their_window(database: Database) -> None:
    assert [await database.write(lambda tx: tx.throttle.count("k", 60)) for _ in range(3)] == [1, 2, 3]
    assert await database.write(lambda tx: tx.throttle.count("other", 60)) == 1
    assert await database.write(lambda tx: tx.throttle.count("k", 0)) == 1
    await database.write(lambda tx: tx.throttle.clear("k"))
    assert await database.write(lambda tx: tx.throttle.count("k", 60)) == 1


async def test_an_idempotency_key_keeps_its_first_answer(database: Database) -> None:
    answer = StoredAnswer(key="k", body_hash="h", status=201, answer=b"\x00{}", at=NOW)
    assert await database.write(lambda tx: tx.idempotency.put(answer))
    assert not await database.write(lambda tx: tx.idempotency.put(replace(answer, status=500)))
    assert await database.read(lambda tx: tx.idempotency.get("k")) == answer
    assert await database.read(lambda tx: tx.idempotency.get("x")) is None


async def test_the_audit_is_read_from_its_end(database: Database) -> None:
    rows = [AuditEntry(id=new_id(), actor="a", action="b", subject="c", detail={"n": n}, at=NOW) for n in range(3)]
    await database.write(storing(*rows))
    assert [*await database.read(lambda tx: tx.audit.page(AuditFilter(), after=None, limit=2))] == [rows[2], rows[1]]
    assert [*await database.read(lambda tx: tx.audit.page(AuditFilter(), after=rows[1].id, limit=2))] == [rows[0]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(actor="user:ada"), [0, 2]),
        (AuditFilter(subject="c2"), [1]),
        (AuditFilter(action="customer."), [0, 1]),
        (AuditFilter(action="customer.seen", actor="user:ada"), [0]),
        (AuditFilter(action="customer"), []),
        (AuditFilter(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2)), [1]),
    ],
)
async def test_the_audit_is_found_by_who_what_and_when(
    database: Database, wanted: AuditFilter, found: list[int]
) -> None:
    said = [
        ("user:ada", "customer.seen", "c1"),
        ("user:bob", "customer.merged", "c2"),
        ("user:ada", "rule.changed", "r"),
    ]
    rows = [
        AuditEntry(id=new_id(), actor=actor, action=action, subject=subject, detail={}, at=NOW + timedelta(hours=hour))
        for hour, (actor, action, subject) in enumerate(said)
    ]
    await database.write(storing(*rows))
    read = await database.read(lambda tx: tx.audit.page(wanted, after=None, limit=10))
    assert [each.id for each in read] == [rows[place].id for place in reversed(found)]


async def test_templates_and_rules_come_back_and_are_guarded(database: Database) -> None:
    text = TemplateText(locale="zh-CN", kind="sms", text="生日快乐 {{ name }}")
    template = MessageTemplate(id=new_id(), name="b", purpose="greeting", texts=(text,), created_at=NOW, updated_at=NOW)
    rule = CareRule(
        id=new_id(),
        name="Birthdays",
        template_id=template.id,
        channels=("sms", "mail"),
        at=time(9, 45),
        window=QuietWindow(start=time(8), end=time(20, 30)),
        created_at=NOW,
        updated_at=NOW,
    )
    await database.write(storing(template, rule))
    assert await database.read(lambda tx: tx.templates.get(template.id)) == template
    assert await database.read(lambda tx: tx.care_rules.get(rule.id)) == rule
    with pytest.raises(StaleVersionError):
        await database.write(lambda tx: tx.templates.put(replace(template, version=3), 2))
    with pytest.raises(StaleVersionError):
        await database.write(lambda tx: tx.care_rules.put(replace(rule, version=3), 2))
    await database.write(lambda tx: tx.care_rules.put(replace(rule, version=2, enabled=False), 1))
    assert [*await database.read(lambda tx: tx.care_rules.all())] == [replace(rule, version=2, enabled=False)]
    assert [*await database.read(lambda tx: tx.templates.all("greeting"))] == [template]
    assert [*await database.read(lambda tx: tx.templates.all("reply"))] == []
