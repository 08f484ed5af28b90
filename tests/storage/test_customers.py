"""Customers and their addresses."""

from dataclasses import replace
from datetime import datetime

import pytest

from hub.domain.customers import Birthday, Calendar, ContactPointState, ExternalId
from hub.errors import ConflictError, NotFoundError, StaleVersionError
from hub.ports.database import Database
from hub.ports.repositories.customers import CustomerFilter
from tests.storage.values import NOW, a_customer, a_point, an_interaction, storing


async def test_a_record_comes_back_as_it_was_written(database: Database) -> None:
    customer = a_customer(
        "+8613912345678",
        "ann@example.com",
        name="王小明",
        birthday=Birthday(calendar=Calendar.LUNAR, month=8, day=15, leap_month=True),
        tags=("vip", "north"),
        attributes={"tier": "gold"},
        external_ids=(ExternalId(source="crm", id="42"),),
    )
    await database.write(lambda tx: tx.customers.add(customer))
    assert await database.read(lambda tx: tx.customers.get(customer.id)) == customer
    assert await database.read(lambda tx: tx.customers.get_many([customer.id, "none"])) == {customer.id: customer}


async def test_an_address_identifies_one_customer(database: Database) -> None:
    first = a_customer("+4915112345678")
    second = a_customer("+4915112345678")
    await database.write(lambda tx: tx.customers.add(first))
    with pytest.raises(ConflictError) as refused:
        await database.write(lambda tx: tx.customers.add(second))
    assert refused.value.field == "contact_points"
    assert await database.read(lambda tx: tx.customers.get(second.id)) is None

    shared = replace(second, contact_points=(replace(second.contact_points[0], identifies=False),))
    await database.write(lambda tx: tx.customers.add(shared))
    found = await database.read(lambda tx: tx.customers.by_address("phone", "+4915112345678"))
    assert [each.id for each in found] == [first.id, second.id]
    with pytest.raises(ConflictError):
        await database.write(lambda tx: tx.customers.update_contact_point(second.contact_points[0]))


async def test_an_update_needs_the_version_that_was_read(database: Database) -> None:
    customer = a_customer(tags=("old",))
    renamed = replace(customer, version=2, name="Beate", tags=("new",))
    await database.write(lambda tx: tx.customers.add(customer))
    await database.write(lambda tx: tx.customers.update(renamed, 1))
    with pytest.raises(StaleVersionError, match="at version 2, not 1"):
        await database.write(lambda tx: tx.customers.update(renamed, 1))
    with pytest.raises(NotFoundError):
        await database.write(lambda tx: tx.customers.update(a_customer(), 1))
    assert await database.read(lambda tx: tx.customers.get(customer.id)) == renamed
    assert await database.read(lambda tx: tx.customers.page(CustomerFilter(tag="old"), after=None, limit=9)) == []
    assert await database.read(lambda tx: tx.customers.page(CustomerFilter(tag="new"), after=None, limit=9)) == [
        renamed
    ]


async def test_pages_go_from_the_newest_and_leave_merged_records_out(database: Database) -> None:
    rows = [a_customer(owner_agent_id="bo" if number % 2 else None) for number in range(5)]
    merged = a_customer(merged_into=rows[0].id)
    await database.write(storing(*rows, merged))
    first = await database.read(lambda tx: tx.customers.page(after=None, limit=3))
    assert [*first] == [rows[4], rows[3], rows[2]]
    assert [*await database.read(lambda tx: tx.customers.page(after=first[-1].id, limit=3))] == [rows[1], rows[0]]
    owned = await database.read(lambda tx: tx.customers.page(CustomerFilter(owner_agent_id="bo"), after=None, limit=9))
    assert [*owned] == [rows[3], rows[1]]


async def test_birthdays_are_found_by_calendar_month_and_day(database: Database) -> None:
    gregorian = a_customer(birthday=Birthday(month=2, day=29, year=2000))
    lunar = a_customer(birthday=Birthday(calendar=Calendar.LUNAR, month=2, day=29))
    await database.write(storing(gregorian, lunar, a_customer()))
    days = [(2, 28), (2, 29)]
    found = await database.read(lambda tx: tx.customers.with_birthday("gregorian", days, after=None, limit=9))
    assert [*found] == [gregorian]
    found = await database.read(lambda tx: tx.customers.with_birthday("lunar", days, after=lunar.id, limit=9))
    assert [*found] == []


async def test_an_address_that_an_interaction_names_stays(database: Database) -> None:
    customer = a_customer("+4915112345678", "ann@example.com")
    phone, email = customer.contact_points
    await database.write(lambda tx: tx.customers.add(customer))
    await database.write(
        lambda tx: tx.interactions.add(an_interaction(customer_id=customer.id, contact_point_id=phone.id))
    )
    await database.write(lambda tx: tx.customers.remove_contact_point(email.id))
    with pytest.raises(ConflictError, match="block it instead"):
        await database.write(lambda tx: tx.customers.remove_contact_point(phone.id))
    blocked = replace(phone, state=ContactPointState.BLOCKED, label="old")
    await database.write(lambda tx: tx.customers.update_contact_point(blocked))
    extra = a_point(customer.id, "new@example.com", identifies=False)
    await database.write(lambda tx: tx.customers.add_contact_point(extra))
    found = await database.read(lambda tx: tx.customers.get(customer.id))
    assert found is not None
    assert found.contact_points == (blocked, extra)
    with pytest.raises(NotFoundError):
        await database.write(lambda tx: tx.customers.update_contact_point(email))


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="naive datetime"):
        await database.write(lambda tx: tx.customers.add(a_customer(created_at=naive)))


async def test_times_come_back_in_utc(database: Database) -> None:
    elsewhere = datetime.fromisoformat("2026-11-22T16:05:00.123456+08:00")
    customer = a_customer(created_at=elsewhere)
    await database.write(lambda tx: tx.customers.add(customer))
    found = await database.read(lambda tx: tx.customers.get(customer.id))
    assert found is not None
    assert found.created_at.isoformat() == "2026-11-22T08:05:00.123456+00:00"
