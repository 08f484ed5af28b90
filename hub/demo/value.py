"""What the demo's customers bought and had done, so that classes, pools and this week's lists are alive."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hub.demo.api import Api
from hub.demo.people import PEOPLE
from hub.demo.staff import SIMULATED_AGENTS

SOURCE = "harbour-shop"
_PAGE = 200
_AWAY_DAYS = 5
# (product, least and most price in cents)
_PRODUCTS = (
    ("City bike", 69_900, 129_900),
    ("E-bike", 219_900, 389_900),
    ("Helmet", 4_900, 12_900),
    ("Tyres", 3_900, 8_900),
    ("Rain jacket", 7_900, 18_900),
    ("Bike lock", 2_900, 9_900),
)
# Who has bought lately, and how often in all; everybody else fell asleep or never bought.
_REGULARS = {
    "rosa.martinez": 14,
    "wang.xiaoming": 9,
    "fish.market": 22,
    "yuanyang.trade": 18,
    "priya.raghunathan": 4,
    "samuel.adeyemi": 2,
    "alex.rivera": 5,
    "zhou.xiaoyu": 6,
    "li.na": 1,
}
# Former customers who agreed to be called, and people who only asked once: name, language, purchases.
_OTHERS: tuple[tuple[str, str, int], ...] = (
    ("Grace Holloway", "en", 6),
    ("何志强", "zh-CN", 5),
    ("Dmitri Volkov", "en", 4),
    ("沈丽华", "zh-CN", 7),
    ("Fatima El-Sayed", "en", 3),
    ("郑国栋", "zh-CN", 3),
    ("Oliver Brandt", "en", 2),
    ("冯晓燕", "zh-CN", 2),
    ("Lucia Ferrari", "en", 5),
    ("邓文杰", "zh-CN", 1),
    ("Noah Lindgren", "en", 1),
    ("蒋雨桐", "zh-CN", 4),
    ("Emily Tran", "en", 0),
    ("袁浩然", "zh-CN", 0),
    ("Jonas Weber", "en", 0),
    ("苏婉婷", "zh-CN", 0),
)


async def fill(api: Api) -> None:
    """Purchases, services, former customers, absences; then everybody is classed."""
    listed = await api.all("/customers", limit=_PAGE)
    known = {each["id"]: made["id"] for made in listed for each in made["external_ids"] if each["source"] == SOURCE}
    if (await api.get("/purchases", limit=1))["items"]:
        return
    now = datetime.now(UTC)
    items = [item for person in PEOPLE for item in _bought(person.key, _REGULARS.get(person.key, 0), 3, now)]
    await _others(api, known)
    items += [item for place, other in enumerate(_OTHERS) for item in _bought(_key(place), other[2], 420, now)]
    await api.post("/purchases/bulk", {"items": items})
    await api.post("/services/bulk", {"items": [_served(key, now) for key in _REGULARS]})
    await _absences(api, now)
    await api.post("/classifications/run")
    for place in range(len(_OTHERS)):
        await _agrees(api, known[_key(place)])


def _key(place: int) -> str:
    return f"former-{place + 1:02}"


def _bought(key: str, count: int, last_days: int, now: datetime) -> list[dict[str, Any]]:
    """Purchases backwards from the last one, a few weeks apart, the same at every start."""
    dice = Random(key)
    days, made = float(last_days + dice.randrange(20)), []
    for number in range(count):
        product, least, most = dice.choice(_PRODUCTS)
        price = dice.randrange(least, most, 100)
        made.append(
            {
                "customer": {"source": SOURCE, "external_id": key},
                "source": SOURCE,
                "external_id": f"{key}-{number + 1}",
                "at": (now - timedelta(days=days)).isoformat(),
                "amount": price,
                "currency": "USD",
                "product": product,
                "order_number": f"HC-{dice.randrange(10_000, 99_999)}",
                "channel": dice.choice(("shop", "web")),
                "refunded": price if number and dice.random() < 0.05 else 0,
            }
        )
        days += dice.randrange(18, 70) if count > 8 else dice.randrange(40, 260)
    return made


def _served(key: str, now: datetime) -> dict[str, Any]:
    dice = Random(f"service {key}")
    at = now - timedelta(days=dice.randrange(10, 120))
    return {
        "customer": {"source": SOURCE, "external_id": key},
        "source": SOURCE,
        "external_id": f"{key}-inspection",
        "kind": "inspection",
        "done": "Brakes and gears adjusted, chain oiled",
        "by": dice.choice(("Workshop 1", "Workshop 2")),
        "plan": "Yearly inspection",
        "at": at.isoformat(),
        "next_at": (at + timedelta(days=365)).isoformat(),
    }


async def _others(api: Api, known: dict[str, str]) -> None:
    for place, (name, language, _) in enumerate(_OTHERS):
        if _key(place) in known:
            continue
        record = {
            "name": name,
            "language": language,
            "external_ids": [{"source": SOURCE, "id": _key(place)}],
            "contact_points": [{"kind": "phone", "value": f"+1415555{300 + place:04}", "label": "mobile"}],
        }
        known[_key(place)] = (await api.post("/customers", record))["id"]


async def _agrees(api: Api, customer_id: str) -> None:
    consent = {"customer_id": customer_id, "kind": "phone", "purpose": "marketing", "status": "granted"}
    await api.post("/consents", {**consent, "evidence": "Paper form at the shop"})


async def _absences(api: Api, now: datetime) -> None:
    """The simulated agents are away this week, so that the lists are yours."""
    names = {each.name for each in SIMULATED_AGENTS}
    for agent in await api.all("/agents"):
        if agent["name"] in names:
            days = {
                "first_day": (now - timedelta(days=1)).date(),
                "last_day": (now + timedelta(days=_AWAY_DAYS)).date(),
            }
            body = {name: day.isoformat() for name, day in days.items()}
            await api.post("/absences", {**body, "agent_id": agent["id"], "reason": "trade fair"})
