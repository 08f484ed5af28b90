"""The demo shop's open matters: cases of every kind with running promises, tasks, a notice."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.demo.api import Api

TEAM = "Front desk"
SALES, STORES = "Sales", "Workshop and stores"

# Whose matter, who looks after it, what it is.
CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "rosa.martinez",
        "anna",
        {
            "kind": "complaint",
            "subject": "Delivered e-bike has a bent fork",
            "description": "The parcel was open when it came. She wants a new fork, and to know who pays the fitting.",
            "tags": ["delivery"],
        },
    ),
    (
        "wang.xiaoming",
        "anna",
        {
            "kind": "repair",
            "subject": "后轮电机异响，需要上门检修",
            "description": "骑行约二十公里后出现异响，周末在家。",
            "tags": ["上门"],
        },
    ),
    (
        "samuel.adeyemi",
        "anna",
        {
            "kind": "order_question",
            "subject": "Order 1183: can the frame size still be changed?",
            "description": "Ordered 54, would rather have 56.",
        },
    ),
    (
        "ouyang.zhenhua",
        "li",
        {"kind": "dispute", "subject": "发票金额与合同不符", "description": "合同价 4,980 元，发票开了 5,280 元。"},
    ),
    (
        "yuanyang.trade",
        "li",
        {
            "kind": "request",
            "subject": "Fleet offer for 12 city bikes",
            "description": "With maintenance for two years.",
        },
    ),
)

# Whose, what, due in how many hours, of which kind, how often.
TASKS: tuple[tuple[str, str, float, str, str | None], ...] = (
    ("anna", "Call Rosa back about the fork", 1.5, "call_back", None),
    ("anna", "Send Samuel the frame chart", -2, "to_do", None),
    ("anna", "Check the open returns", 5, "to_do", "week"),
    ("anna", "Order brochures for the spring fair", 52, "to_do", None),
    ("li", "给欧阳先生回电，确认发票", 2, "call_back", None),
    ("li", "整理本周投诉", 6, "to_do", "week"),
)

NOTICE = {
    "title": "Workshop closes at 15:00 on Friday · 周五车间 15:00 关闭",
    "text": "Please offer Saturday or Monday instead. 请为客户改约周六或周一。",
    "must_acknowledge": True,
}


async def fill(api: Api) -> None:
    """Make what is not there yet."""
    if (await api.get("/cases", limit=1))["items"]:
        return
    agents = await _agents(api)
    customers = await _customers(api, agents)
    departments = [
        (await api.post("/departments", {"name": name, "name_zh": chinese, "lead_agent_id": agents[lead]}))["id"]
        for name, chinese, lead in ((SALES, "销售部", "anna"), (STORES, "车间与仓库", "li"))
    ]
    for key, owner, about in CASES:
        if key in customers:
            await _case(api, customers[key], agents[owner], about, departments)
    await _tasks(api, agents, customers)
    await api.post("/notices", NOTICE)


async def _agents(api: Api) -> dict[str, str]:
    """The staff whom you may be, as one team."""
    users = {each["login"]: each["agent_id"] for each in await api.all("/users") if each["agent_id"]}
    for login in ("anna", "li"):
        await api.patch(f"/agents/{users[login]}", {"team": TEAM})
    return users


async def _customers(api: Api, agents: dict[str, str]) -> dict[str, str]:
    """The sample customers by key; those whom a case concerns belong to whoever looks after it."""
    owners = {key: agents[login] for key, login, _ in reversed(CASES)}
    found: dict[str, str] = {}
    for customer in await api.all("/customers", limit=200):
        for key in (each["id"] for each in customer["external_ids"]):
            found[key] = customer["id"]
            if key in owners:
                await api.patch(f"/customers/{customer['id']}", {"owner_agent_id": owners[key]})
    return found


async def _case(api: Api, customer: str, owner: str, about: dict[str, Any], departments: list[str]) -> None:
    concerned = {"department_ids": departments} if about["kind"] in ("complaint", "dispute") else {}
    case = await api.post("/cases", {**about, **concerned, "customer_id": customer, "owner_agent_id": owner})
    contacts = await api.get("/interactions", customer_id=customer, limit=1)
    for contact in contacts["items"]:
        if contact["case_id"] is None:
            await api.post(f"/cases/{case['id']}/interactions", {"interaction_id": contact["id"]})
    if about["kind"] == "repair":
        plan = {
            "plan": "上门更换电机轴承",
            "address": "浦东新区世纪大道 100 号",
            "starts_at": _in(26),
            "ends_at": _in(28),
        }
        await api.post(f"/cases/{case['id']}/plan", plan)


async def _tasks(api: Api, agents: dict[str, str], customers: dict[str, str]) -> None:
    about = {"Call Rosa back about the fork": "rosa.martinez", "Send Samuel the frame chart": "samuel.adeyemi"}
    for owner, title, hours, kind, unit in TASKS:
        task: dict[str, Any] = {"title": title, "kind": kind, "owner_agent_id": agents[owner], "due_at": _in(hours)}
        if unit:
            task["repeat"] = {"unit": unit, "zone": "America/New_York"}
        if title in about:
            task["customer_id"] = customers.get(about[title])
        await api.post("/tasks", task)


def _in(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
