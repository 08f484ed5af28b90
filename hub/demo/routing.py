"""How the demo shop routes: skills, hours, promises, profiles and a plan that relaxes what Chinese contacts need."""

from collections.abc import Mapping
from typing import Any

from hub.demo.api import Api
from hub.demo.staff import BILLING, ORDERS, STAFF, SUPPORT

SKILLS = (
    ("en", "English 英语"),
    ("zh", "Chinese 中文"),
    ("es", "Spanish 西班牙语"),
    ("technical", "Workshop 维修"),
    ("billing", "Invoices 账单"),
)

LEVELS: Mapping[str, Mapping[str, int]] = {
    "anna": {"en": 9, "es": 6, "technical": 7},
    "li": {"zh": 10, "en": 4, "technical": 5},
    "maya": {"en": 9, "es": 7},
    "chenjing": {"zh": 10, "en": 5},
    "tom": {"en": 9, "billing": 8},
    "yuki": {"en": 6, "zh": 3, "billing": 9},
}
"""What each of the staff can, by login."""

PROFILES: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    "Orders, helps with invoices": ((ORDERS, 1, 0), (BILLING, 2, 25)),
    "Invoices, helps with orders": ((BILLING, 1, 0), (ORDERS, 2, 25)),
}
"""Queue, rank, and the seconds after which they see its contacts. Nobody but you serves the queue of service."""
PROFILE_OF = {ORDERS: "Orders, helps with invoices", BILLING: "Invoices, helps with orders"}

OPEN = {"start": "00:00", "end": "00:00"}
HOURS = {"name": "Always open", "hours": {"time_zone": "America/New_York", "week": [[OPEN]] * 7}}

GOLD, STANDARD = "Gold: one minute", "Standard: two minutes"
PROMISES: tuple[dict[str, Any], ...] = (
    {"name": GOLD, "first_reply_s": 60, "resolution_s": 900, "warn_at": 0.5, "warn_priority": 2, "breach_priority": 5},
    {"name": STANDARD, "first_reply_s": 120, "resolution_s": 1800, "warn_at": 0.5, "warn_priority": 1},
)

PLAN = "Chinese first, then anybody"
STEPS: tuple[dict[str, Any], ...] = (
    {"at_s": 15, "needs": [[{"skill": "zh", "at_least": 3}]], "announcement": "请稍候，正在为您联系会说中文的同事。"},
    {"at_s": 30, "needs": [], "priority": 1},
)

OF_QUEUES: Mapping[str, dict[str, Any]] = {
    SUPPORT: {"strategy": "best_match"},
    ORDERS: {"strategy": "longest_idle"},
    BILLING: {"strategy": "most_skilled"},
}

# What rules ask for besides: requirements, plan and promise.
OF_RULES: Mapping[str, dict[str, Any]] = {
    "Gold customers first": {"sla": GOLD},
    "Chinese-speaking customers": {"requirements": [{"skill": "zh", "level": 6}], "plan": PLAN},
}


async def before_queues(api: Api) -> dict[str, str]:
    """Make skills, hours, promises and the plan; ids by name."""
    known = {each["name"] for each in await api.all("/skills")}
    for name, label in SKILLS:
        if name not in known:
            await api.post("/skills", {"name": name, "label": label})
    made = await _each(api, "/hours", [HOURS])
    made |= await _each(api, "/sla-policies", PROMISES)
    return made | await _each(api, "/plans", [{"name": PLAN, "steps": list(STEPS), "after": "any_agent_in_queue"}])


def of_queue(name: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """What a queue takes of it."""
    return {**OF_QUEUES[name], "hours_id": ids[str(HOURS["name"])], "sla_id": ids[STANDARD]}


def of_rule(name: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """What an entry rule takes of it."""
    more = dict(OF_RULES.get(name, {}))
    references = {f"{kind}_id": ids[more.pop(kind)] for kind in ("plan", "sla") if kind in more}
    return {**more, **references}


async def profiles(api: Api, queues: Mapping[str, str]) -> dict[str, str]:
    """Make the profiles; ids by name."""
    wanted = [
        {
            "name": name,
            "entries": [{"queue_id": queues[queue], "rank": rank, "delay_s": delay} for queue, rank, delay in entries],
        }
        for name, entries in PROFILES.items()
    ]
    return await _each(api, "/profiles", wanted)


def of_agent(login: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """An agent's skills, and the profile of those who work by themselves."""
    member = next(each for each in STAFF if each.login == login)
    skills: dict[str, Any] = {"skills": dict(LEVELS[login])} if login in LEVELS else {}
    profile = PROFILE_OF.get(member.queues[0]) if member.simulated and member.queues else None
    return {**skills, "profile_id": ids[profile]} if profile else skills


async def _each(api: Api, path: str, wanted: Any) -> dict[str, str]:
    known = {each["name"]: each["id"] for each in await api.all(path)}
    for each in wanted:
        if each["name"] not in known:
            known[each["name"]] = (await api.post(path, each))["id"]
    return known
