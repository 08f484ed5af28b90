"""Entry rules: the first match decides, and the dry run says why the others did not."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from hub.domain.entry_rules import Conditions, EntryFacts, EntryRule, dry_run, first_match
from hub.domain.hours import Interval, OpeningHours

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
OFFICE = OpeningHours(time_zone="UTC", week=((Interval(start=time(9), end=time(17)),),) * 5 + ((), ()))


def rule(name: str, position: int, *, enabled: bool = True, **conditions: Any) -> EntryRule:
    return EntryRule(
        id=name,
        name=name,
        position=position,
        queue_id=f"queue of {name}",
        enabled=enabled,
        conditions=Conditions(**conditions),
    )


def facts(**given: object) -> EntryFacts:
    return EntryFacts(**{"channel": "texts", "kind": "sms", "at": NOON, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("conditions", "holding", "failing"),
    [
        ({"channels": ("texts",)}, {}, {"channel": "line"}),
        ({"kinds": ("sms", "phone")}, {}, {"kind": "email"}),
        ({"our_addresses": ("+15550001000",)}, {"our_address": "+15550001000"}, {"our_address": "+15550009999"}),
        ({"languages": ("zh",)}, {"language": "zh-CN"}, {"language": "en"}),
        ({"languages": ("zh-CN",)}, {"language": "zh-CN"}, {"language": "zh"}),
        ({"customer_tags": ("gold", "vip")}, {"customer_tags": ("vip",)}, {"customer_tags": ("new",)}),
        ({"classes": {"value": ("core", "general")}}, {"classes": {"value": "general"}}, {"classes": {}}),
        (
            {"classes": {"value": ("core",), "loyalty": ("gold",)}},
            {"classes": {"value": "core", "loyalty": "gold"}},
            {"classes": {"value": "core"}},
        ),
        ({"has_owner": True}, {"owner_agent_id": "li"}, {}),
        ({"has_owner": False}, {}, {"owner_agent_id": "li"}),
        ({"digits": ("1",)}, {"digits": "1"}, {"digits": ""}),
        ({"answers": {"topic": "billing"}}, {"answers": {"topic": "billing", "name": "Li"}}, {"answers": {}}),
        ({"hours": OFFICE, "open": True}, {}, {"at": NOON.replace(hour=18)}),
        ({"hours": OFFICE, "open": False}, {"at": NOON.replace(day=22)}, {}),
    ],
)
def test_each_condition(conditions: dict[str, Any], holding: dict[str, object], failing: dict[str, object]) -> None:
    rules = [rule("it", 1, **conditions)]
    assert first_match(rules, facts(**holding)) is rules[0]
    assert first_match(rules, facts(**failing)) is None


def test_the_first_enabled_match_wins_and_the_dry_run_tells_what_failed() -> None:
    rules = [
        rule("off", 1, enabled=False),
        rule("calls", 2, kinds=("phone",)),
        rule("chinese", 3, languages=("zh",), kinds=("sms",)),
        rule("all", 4),
    ]
    assert first_match(rules, facts(language="zh-CN")) is rules[2]
    assert first_match(rules, facts(language="en")) is rules[3]
    told = [(each.rule.name, each.failed) for each in dry_run(rules, facts(language="en"))]
    assert told == [("calls", "kinds"), ("chinese", "languages"), ("all", None)]


def test_opening_hours_cross_midnight_and_obey_overrides() -> None:
    night = Interval(start=time(22), end=time(6))
    hours = OpeningHours(
        time_zone="Asia/Shanghai", week=((night,),) * 7, overrides=((NOON.replace(day=25).date(), ()),)
    )
    at = datetime(2026, 11, 23, 18, tzinfo=UTC)  # 02:00 on the 24th in Shanghai
    assert hours.is_open(at)
    assert not hours.is_open(at.replace(hour=23))  # 07:00
    assert hours.next_opening(at.replace(hour=23)) == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert not hours.is_open(datetime(2026, 11, 25, 15, tzinfo=UTC))  # the holiday's own night
    assert hours.next_opening(datetime(2026, 11, 25, 15, tzinfo=UTC)) == datetime(2026, 11, 26, 14, tzinfo=UTC)
