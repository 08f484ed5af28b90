"""Sample data, made through the hub's API; whatever is there already is left as it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.demo import knowledge, records, service_desk, value
from hub.demo.api import Api
from hub.demo.people import PEOPLE, Person
from hub.demo.routing import before_queues, of_agent, of_queue, of_rule, profiles
from hub.demo.staff import BILLING, ORDERS, STAFF, SUPPORT

SOURCE = "harbour-shop"
_PAGE = 200
BORN_TODAY = "samuel.adeyemi"

QUEUES: tuple[dict[str, Any], ...] = (
    {
        "name": SUPPORT,
        "max_wait_s": 150,
        "offer_timeout_s": {"phone": 25, "webchat": 45, "sms": 60, "email": 120},
        "wrap_up_s": {"phone": 30, "webchat": 20},
    },
    {"name": ORDERS, "max_wait_s": 120, "wrap_up_s": {"phone": 10, "webchat": 5}},
    {"name": BILLING, "max_wait_s": 120, "wrap_up_s": {"phone": 10, "webchat": 5}},
)

# A call comes even while texts, mails and chats are open, and none of them fills the whole desk.
YOUR_CAPACITY = {
    "units": 100,
    "kinds": {"phone": 1, "sms": 2, "email": 2, "webchat": 2},
    "costs": {"phone": 40, "sms": 10, "email": 10, "webchat": 10},
}

# (name, conditions, queue, priority) in their order; the first that matches decides.
RULES: tuple[tuple[str, dict[str, Any], str, int], ...] = (
    ("Keypad 1: orders", {"kinds": ["phone"], "digits": ["1"]}, ORDERS, 0),
    ("Keypad 2: invoices", {"kinds": ["phone"], "digits": ["2"]}, BILLING, 0),
    ("Chat about an order", {"kinds": ["webchat"], "answers": {"topic": "orders"}}, ORDERS, 0),
    ("Chat about an invoice", {"kinds": ["webchat"], "answers": {"topic": "billing"}}, BILLING, 0),
    ("Mail to orders@", {"kinds": ["email"], "our_addresses": ["orders@harbour.example"]}, ORDERS, 0),
    ("Mail to billing@", {"kinds": ["email"], "our_addresses": ["billing@harbour.example"]}, BILLING, 0),
    ("Texts of wholesale customers", {"kinds": ["sms"], "customer_tags": ["wholesale"]}, ORDERS, 0),
    ("Texts of subscribers", {"kinds": ["sms"], "customer_tags": ["subscription"]}, BILLING, 0),
    ("Gold customers first", {"customer_tags": ["gold"]}, SUPPORT, 10),
    ("Chinese-speaking customers", {"languages": ["zh"]}, SUPPORT, 0),
    ("Everything else", {}, SUPPORT, 0),
)

DISPOSITIONS = (
    ("solved", "Solved 已解决"),
    ("appointment", "Appointment made 已预约"),
    ("call_back", "Call back 需回电"),
    ("passed_on", "Passed on 已转交"),
    ("no_reply", "No reply 无回复"),
    ("spam", "Spam 骚扰"),
)

TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "name": "Birthday greeting",
        "purpose": "greeting",
        "texts": [
            {
                "locale": "en",
                "kind": "email",
                "subject": "Happy birthday, {{ name }}!",
                "text": "Dear {{ name }},\n\nall of us at Harbour Cycles wish you a happy birthday"
                " and a year of tailwind.\n\nYour Harbour Cycles team",
            },
            {
                "locale": "zh-CN",
                "kind": "email",
                "subject": "{{ name }}，生日快乐！",
                "text": "{{ name }}：\n\n港湾单车全体同事祝您生日快乐，新的一岁一路顺风！",
            },
            {
                "locale": "en",
                "kind": "sms",
                "text": "Happy birthday, {{ name }}! Your Harbour Cycles team. Reply STOP to opt out.",
            },
            {
                "locale": "zh-CN",
                "kind": "sms",
                "text": "{{ name }}，港湾单车祝您生日快乐！回复 TD 退订。",
            },
        ],
    },
)


async def fill(api: Api) -> None:
    """Make everything that the demo needs."""
    ids = await before_queues(api)
    queues = await _queues(api, ids)
    await _staff(api, await profiles(api, queues))
    await _rules(api, queues, ids)
    await _dispositions(api)
    await knowledge.fill(api, queues)
    await _care(api)
    await _customers(api)
    await records.fill(api)
    await value.fill(api)
    await service_desk.fill(api)


async def _queues(api: Api, ids: dict[str, str]) -> dict[str, str]:
    known = {each["name"]: each["id"] for each in await api.all("/queues")}
    for queue in QUEUES:
        if queue["name"] not in known:
            body = {**queue, **of_queue(queue["name"], ids)}
            known[queue["name"]] = (await api.post("/queues", body))["id"]
    return known


async def _staff(api: Api, profile_ids: dict[str, str]) -> None:
    known = {each["login"] for each in await api.all("/users")}
    for member in STAFF:
        if member.login in known:
            continue
        body = {
            "login": member.login,
            "password": member.password,
            "name": member.name,
            "roles": list(member.roles),
            "language": member.language,
            "phone": member.phone,
            "queues": list(member.queues),
        }
        made = await api.post("/users", body)
        if made["agent_id"]:
            capacity = {} if member.simulated else {"capacity": YOUR_CAPACITY}
            await api.patch(f"/agents/{made['agent_id']}", {**capacity, **of_agent(member.login, profile_ids)})


async def _rules(api: Api, queues: dict[str, str], ids: dict[str, str]) -> None:
    known = {each["name"] for each in await api.all("/entry-rules")}
    for position, (name, conditions, queue, priority) in enumerate(RULES, start=1):
        if name not in known:
            body = {"name": name, "position": position * 10, "conditions": conditions, "priority": priority}
            await api.post("/entry-rules", {**body, **of_rule(name, ids), "queue_id": queues[queue]})


async def _dispositions(api: Api) -> None:
    known = {each["code"] for each in await api.all("/dispositions")}
    for code, label in DISPOSITIONS:
        if code not in known:
            await api.post("/dispositions", {"code": code, "label": label})


async def _care(api: Api) -> None:
    known = {each["name"]: each["id"] for each in await api.all("/templates")}
    for template in TEMPLATES:
        if template["name"] not in known:
            known[template["name"]] = (await api.post("/templates", template))["id"]
    if not await api.all("/rules"):
        rule = {
            "name": "Birthdays",
            "trigger": "birthday",
            "template_id": known["Birthday greeting"],
            "channels": ["mail", "texts"],
            "at": "09:30",
            "window": {"start": "09:00", "end": "20:00"},
            "zone": "America/New_York",
        }
        await api.post("/rules", rule)


async def _customers(api: Api) -> None:
    existing = await api.all("/customers", limit=_PAGE)
    known = {each["id"] for customer in existing for each in customer["external_ids"] if each["source"] == SOURCE}
    today = datetime.now(UTC)
    for person in PEOPLE:
        if person.key not in known:
            await _customer(api, person, today)


async def _customer(api: Api, person: Person, today: datetime) -> None:
    made = await api.post("/customers", _record(person, today))
    for kind in ("email", "sms"):
        consent = {"customer_id": made["id"], "kind": kind, "purpose": "greeting", "status": "granted"}
        await api.post("/consents", {**consent, "evidence": "Paper form at the shop"})
    for days_ago, kind, text in person.history:
        contact = {"channel": "manual", "customer_id": made["id"], "manual_kind": kind, "text": text}
        at = (today - timedelta(days=days_ago, minutes=len(text) * 7)).isoformat()
        await api.post("/interactions", {**contact, "direction": "in", "at": at})


def _record(person: Person, today: datetime) -> dict[str, Any]:
    phone_state = "shared" if person.phone_is_shared else "verified"
    record: dict[str, Any] = {
        "name": person.name,
        "kind": person.kind,
        "language": person.language,
        "time_zone": person.zone,
        "tags": list(person.tags),
        "attributes": person.attributes,
        "external_ids": [{"source": SOURCE, "id": person.key}],
        "contact_points": [
            {"kind": "phone", "value": person.phone, "label": "mobile", "state": phone_state},
            {"kind": "email", "value": person.email, "label": "private", "state": "verified"},
            {"kind": "chat", "value": person.chat_id, "label": "shop account", "state": "verified"},
        ],
    }
    birthday = _birthday(person, today)
    return {**record, "birthday": birthday} if birthday else record


def _birthday(person: Person, today: datetime) -> dict[str, Any] | None:
    """One of them has a birthday on the day of the first start, so that a greeting can be seen leaving."""
    if person.birthday is not None and person.key == BORN_TODAY:
        return {**person.birthday, "month": today.month, "day": today.day}
    return person.birthday
