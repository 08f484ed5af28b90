"""Birthday greetings from the rule to the provider: once a birthday, in the customer's hours, only with consent."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from typing_extensions import override

from hub.domain.care import CareRule
from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.customers import Birthday, Calendar, ContactPoint, ContactPointKind, Customer
from hub.domain.deliveries import Delivery, DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.suppressions import AddressHasher
from hub.domain.templates import MessageTemplate, TemplateText
from hub.errors import SendFailedError, SendFailure
from hub.ports.channels import Capability, Channel, CheckResult, Outbound, Receipt
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.rendering.templates import JinjaRenderer
from hub.services.care.birthdays import Birthdays
from hub.services.channel_book import ChannelBook
from hub.services.customers.merging import merge
from hub.services.sending.pump import Pump
from hub.services.sending.quiet_hours import Windows
from tests.support.hands import HandClock

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
MORNING = datetime(2026, 9, 25, 14, tzinfo=UTC)  # 10:00 in New York; the Mid-Autumn Festival, lunar 8/15


@dataclass
class ToyChannel(Channel):
    """Keeps what was sent; fails as told."""

    name: str
    kind: InteractionKind
    address: str = "+14155550100"
    region: str | None = "US"
    capabilities: frozenset[Capability] = frozenset({Capability.TEXT_OUT, Capability.WRITE_FIRST})
    sent: list[Outbound] = field(default_factory=list)
    failure: SendFailedError | None = None

    @override
    async def send(self, outbound: Outbound) -> Receipt:
        if self.failure:
            raise self.failure
        self.sent.append(outbound)
        return Receipt(provider_id=f"p-{outbound.delivery_id}")

    @override
    async def check(self) -> list[CheckResult]:
        return []

    @override
    async def close(self) -> None:
        self.sent.clear()


class Care:
    """The planner and the pump on a clock that tests set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock(MORNING)
        self.texts = ToyChannel("texts", InteractionKind.SMS)
        self.mail = ToyChannel("mail", InteractionKind.EMAIL, address="hub@example.com", region=None)
        self.book = ChannelBook()
        self.book.add(self.texts)
        self.book.add(self.mail)

    def planner(self) -> Birthdays:
        return Birthdays(
            database=self.database,
            clock=self.clock,
            channels=self.book,
            renderer=JinjaRenderer(),
            organisation="Harbour Cycles",
            language="en",
        )

    async def plan(self) -> int:
        return await self.planner().plan()

    async def pump(self) -> None:
        async def build(delivery: Delivery, channel: Channel) -> Outbound:
            return Outbound(delivery_id=delivery.id, channel=delivery.channel, to=delivery.address, text=delivery.text)

        pump = Pump(
            database=self.database,
            clock=self.clock,
            channels=self.book,
            build=build,
            windows=Windows(),
            hasher=AddressHasher(key=b"pepper"),
        )
        await pump.round()

    async def deliveries(self) -> list[Delivery]:
        return list(await self.database.read(lambda tx: tx.deliveries.page(after=None, limit=100)))

    async def add(self, customer: Customer, *granted: str) -> Customer:
        def work(tx: Tx) -> None:
            tx.customers.add(customer)
            for kind in granted:
                tx.consents.add(self.consent(customer, kind, ConsentStatus.GRANTED))

        await self.database.write(work)
        return customer

    def consent(self, customer: Customer, kind: str, status: ConsentStatus) -> Consent:
        return Consent(
            id=new_id(),
            customer_id=customer.id,
            kind=kind,
            purpose=Purpose.GREETING,
            status=status,
            source="test",
            at=self.clock.now(),
        )


@pytest.fixture
async def care(database: Database) -> Care:
    care = Care(database)
    now = care.clock.now()
    template = MessageTemplate(
        id=new_id(),
        name="Birthday",
        purpose="greeting",
        texts=(
            TemplateText(locale="en", kind="sms", text="Happy birthday, {{ name }}! {{ organisation }}"),
            TemplateText(locale="zh-CN", kind="sms", text="{{ name }}，生日快乐！"),
            TemplateText(locale="en", kind="email", subject="For {{ name }}", text="Happy birthday by mail!"),
        ),
        created_at=now,
        updated_at=now,
    )
    rule = CareRule(
        id=new_id(),
        name="Birthdays",
        template_id=template.id,
        channels=("texts", "mail"),
        created_at=now,
        updated_at=now,
    )

    def add(tx: Tx) -> None:
        tx.templates.put(template, None)
        tx.care_rules.put(rule, None)

    await database.write(add)
    return care


def customer(number: str = "+12125550123", zone: str = NEW_YORK, **more: object) -> Customer:
    customer_id, now = new_id(), MORNING
    point = ContactPoint(
        id=new_id(), customer_id=customer_id, kind=ContactPointKind.PHONE, value=number, created_at=now
    )
    given: dict[str, object] = {"name": "Anna Ruiz", "birthday": Birthday(month=9, day=25), "language": "en"}
    return Customer(
        id=customer_id,
        time_zone=zone,
        contact_points=(point,),
        created_at=now,
        updated_at=now,
        **{**given, **more},  # type: ignore[arg-type]
    )


async def test_a_greeting_leaves_once_in_the_customers_language(care: Care) -> None:
    await care.add(customer(name="王小明", language="zh-CN"), "sms")
    assert await care.plan() == 1
    await care.pump()
    assert [each.text for each in care.texts.sent] == ["王小明，生日快乐！"]
    [delivery] = await care.deliveries()
    assert delivery.state is DeliveryState.ACCEPTED
    await care.plan()
    await care.pump()
    assert len(care.texts.sent) == 1


async def test_whatever_restarts_and_whoever_plans_it_is_one(care: Care) -> None:
    await care.add(customer(), "sms")
    await asyncio.gather(*(care.planner().plan() for _ in range(5)))
    await asyncio.gather(*(care.pump() for _ in range(3)))
    assert len(care.texts.sent) == 1


async def test_a_lunar_birthday_is_kept_on_its_day(care: Care) -> None:
    lunar = Birthday(calendar=Calendar.LUNAR, month=8, day=15)
    await care.add(customer(birthday=lunar), "sms")
    assert await care.plan() == 1
    care.clock.time = MORNING + timedelta(days=1)
    assert await care.plan() == 0


async def test_quiet_hours_are_the_customers_own(care: Care) -> None:
    await care.add(customer("+8613800138000", SHANGHAI), "sms")
    care.clock.time = datetime(2026, 9, 24, 16, 30, tzinfo=UTC)  # 00:30 on the 25th in Shanghai
    assert await care.plan() == 1
    await care.pump()
    assert care.texts.sent == []
    [delivery] = await care.deliveries()
    assert delivery.due_at == datetime(2026, 9, 25, 1, 30, tzinfo=UTC)  # 09:30 there
    care.clock.time = datetime(2026, 9, 25, 1, 31, tzinfo=UTC)
    await care.pump()
    assert len(care.texts.sent) == 1


async def test_what_comes_too_late_is_not_sent_the_next_day(care: Care) -> None:
    await care.add(customer(), "sms")
    care.clock.time = datetime(2026, 9, 26, 1, tzinfo=UTC)  # 21:00 on the 25th in New York
    assert await care.plan() == 0
    care.clock.time = MORNING
    assert await care.plan() == 1
    care.clock.time = datetime(2026, 9, 26, 13, tzinfo=UTC)  # 09:00 on the 26th
    await care.pump()
    assert care.texts.sent == []
    [delivery] = await care.deliveries()
    assert delivery.state is DeliveryState.EXPIRED


async def test_consent_is_looked_at_again_when_it_leaves(care: Care) -> None:
    someone = await care.add(customer(), "sms")
    await care.plan()
    await care.database.write(lambda tx: tx.consents.add(care.consent(someone, "sms", ConsentStatus.WITHDRAWN)))
    await care.pump()
    assert care.texts.sent == []
    [delivery] = await care.deliveries()
    assert (delivery.state, delivery.reason) == (DeliveryState.SKIPPED, "opted_out")


async def test_without_a_grant_nobody_is_greeted_and_the_reason_is_kept(care: Care) -> None:
    await care.add(customer())
    assert await care.plan() == 0
    [delivery] = await care.deliveries()
    assert (delivery.state, delivery.reason) == (DeliveryState.SKIPPED, "no_consent")


async def test_channels_are_tried_in_order(care: Care) -> None:
    someone = customer()
    mail = ContactPoint(
        id=new_id(), customer_id=someone.id, kind=ContactPointKind.EMAIL, value="anna@example.com", created_at=MORNING
    )
    await care.add(replace(someone, contact_points=(*someone.contact_points, mail)), "email")
    await care.plan()
    await care.pump()
    assert care.texts.sent == []
    assert [each.to for each in care.mail.sent] == ["anna@example.com"]


async def test_after_a_merge_nobody_is_greeted_twice(care: Care) -> None:
    one = await care.add(customer(), "sms")
    await care.plan()
    await care.pump()
    other = await care.add(customer("+12125550199"), "sms")
    now = care.clock.now()
    await care.database.write(
        lambda tx: merge(tx, other.id, one.id, by="test", reason="same", expected_version=None, at=now)
    )
    await care.plan()
    await care.pump()
    assert len(care.texts.sent) == 1


async def test_two_greetings_that_wait_become_one_by_a_merge(care: Care) -> None:
    care.clock.time = MORNING - timedelta(hours=6)
    one, other = await care.add(customer(), "sms"), await care.add(customer("+12125550199"), "sms")
    assert await care.plan() == 2
    now = care.clock.now()
    await care.database.write(
        lambda tx: merge(tx, other.id, one.id, by="test", reason="same", expected_version=None, at=now)
    )
    care.clock.time = MORNING + timedelta(hours=1)
    await care.plan()
    await care.pump()
    assert [each.to for each in care.texts.sent] == ["+12125550199"]
    assert sorted(each.state for each in await care.deliveries()) == ["accepted", "cancelled"]


async def test_what_is_known_not_to_have_left_is_tried_again_and_unknown_is_not(care: Care) -> None:
    await care.add(customer(), "sms")
    await care.plan()
    care.texts.failure = SendFailedError(SendFailure.TRY_LATER, "busy")
    await care.pump()
    care.texts.failure = SendFailedError(SendFailure.UNKNOWN, "cut off")
    care.clock.time += timedelta(minutes=1)
    await care.pump()
    care.texts.failure = None
    care.clock.time += timedelta(hours=1)
    await care.pump()
    assert care.texts.sent == []
    [delivery] = await care.deliveries()
    assert (delivery.state, delivery.tries) == (DeliveryState.UNKNOWN, 2)


async def test_a_broken_template_greets_nobody_and_says_why(care: Care) -> None:
    await care.add(customer(), "sms")

    def spoil(tx: Tx) -> None:
        [template] = tx.templates.all()
        text = TemplateText(locale="en", kind="sms", text="Hello {{ nickname }}")
        tx.templates.put(replace(template, version=2, texts=(text,)), 1)

    await care.database.write(spoil)
    assert await care.plan() == 0
    [delivery] = await care.deliveries()
    assert delivery.state is DeliveryState.SKIPPED
    assert "nickname" in (delivery.reason or "")


async def test_the_window_of_the_rule_counts(care: Care) -> None:
    await care.add(customer(), "sms")

    def narrow(tx: Tx) -> None:
        [rule] = tx.care_rules.all()
        tx.care_rules.put(replace(rule, version=2, at=time(18), window=replace(rule.window, start=time(18))), 1)

    await care.database.write(narrow)
    assert await care.plan() == 1
    await care.pump()
    assert care.texts.sent == []
    care.clock.time = datetime(2026, 9, 25, 22, 1, tzinfo=UTC)  # 18:01
    await care.pump()
    assert len(care.texts.sent) == 1
