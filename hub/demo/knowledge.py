"""What the demo shop's staff know: articles in English and Chinese, canned replies, macros."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.demo.api import Api
from hub.demo.articles import ARTICLES, Pair
from hub.demo.staff import BILLING

CANNED: tuple[dict[str, Any], ...] = (
    {
        "name": "Opening hours",
        "shortcut": "hours",
        "texts": [
            {"locale": "en", "text": "We are open Monday to Saturday from 9 to 18."},
            {"locale": "zh-CN", "text": "我们的营业时间是周一至周六 9:00 到 18:00。"},
        ],
    },
    {
        "name": "Workshop appointment",
        "shortcut": "appointment",
        "texts": [
            {
                "locale": "en",
                "text": "Gladly! The workshop has time on Thursday at 14:00 or Saturday at 10:00. Which suits you?",
            },
            {"locale": "zh-CN", "text": "很乐意为您服务！维修车间周四 14:00 或周六 10:00 有空，您看哪个时间方便？"},
        ],
    },
    {
        "name": "Thank you",
        "shortcut": "thanks",
        "texts": [
            {"locale": "en", "kind": "sms", "text": "Thank you, {{ customer.name }}! {{ agent.name }}"},
            {
                "locale": "en",
                "text": "Dear {{ customer.name }},\n\nthank you for writing to us. If anything is still open, just"
                " answer here.\n\nKind regards\n{{ agent.name }}\n{{ organisation.name }}",
            },
            {"locale": "zh-CN", "kind": "sms", "text": "{{ customer.name }}，谢谢您！{{ agent.name }}"},
            {
                "locale": "zh-CN",
                "text": "{{ customer.name }}，您好！\n\n感谢您的来信。如有其他问题，请随时回复。\n\n"
                "{{ organisation.name }} {{ agent.name }}",
            },
        ],
    },
    {
        "name": "Your case is open",
        "shortcut": "case",
        "texts": [
            {"locale": "en", "text": "Your case has the number {{ case.number }}. We will write to you within a day."},
            {"locale": "zh-CN", "text": "您的工单号是 {{ case.number }}，我们会在一天内与您联系。"},
        ],
    },
    {
        "name": "Parcel on its way",
        "shortcut": "parcel",
        "texts": [
            {"locale": "en", "text": "Your parcel is on its way; I will look again tomorrow and write to you."},
            {"locale": "zh-CN", "text": "您的包裹已在途中，我明天会再查一次并回复您。"},
        ],
    },
)


async def fill(api: Api, queues: dict[str, str]) -> None:
    """Make what is not there yet."""
    await _articles(api)
    replies = await _canned(api)
    await _macros(api, replies, queues)


async def _articles(api: Api) -> None:
    known = {each["title"] for each in await api.all("/articles")}
    agents = {each["name"]: each["id"] for each in await api.all("/agents")}
    for number, pair in enumerate(ARTICLES):
        if not known & set(pair.titles):
            await _pair(api, pair, number, agents.get("Anna Ruiz"))


async def _pair(api: Api, pair: Pair, number: int, owner: str | None) -> None:
    """The first pair is overdue for a look, the others follow week by week; the last language says more by now."""
    review = datetime.now(UTC).date() + timedelta(days=7 * number - 2)
    original = ""
    for text in pair.texts:
        body = {**pair.common, **text, "review_on": review.isoformat()}
        body |= {"translation_of": original} if original else {}
        body |= {"owner_agent_id": owner} if owner else {}
        made = await api.post("/articles", body)
        original = original or made["id"]
        if pair.is_published:
            await api.post(f"/articles/{made['id']}/publish")
    if pair.added:
        more = {"body": f"{pair.texts[0]['body']}\n\n{pair.added}", "note": "Asked by customers"}
        await api.patch(f"/articles/{original}", more)
        await api.post(f"/articles/{original}/publish")


async def _canned(api: Api) -> dict[str, str]:
    known = {each["shortcut"]: each["id"] for each in await api.all("/canned-replies")}
    for reply in CANNED:
        if reply["shortcut"] not in known:
            known[reply["shortcut"]] = (await api.post("/canned-replies", reply))["id"]
    return known


async def _macros(api: Api, replies: dict[str, str], queues: dict[str, str]) -> None:
    known = {each["name"] for each in await api.all("/macros")}
    for macro in _all_macros(replies, queues):
        if macro["name"] not in known:
            await api.post("/macros", macro)


def _all_macros(replies: dict[str, str], queues: dict[str, str]) -> tuple[dict[str, Any], ...]:
    return (
        {
            "name": "Solved, with thanks 已解决并致谢",
            "hint": "Thanks the customer and closes",
            "kinds": ["sms", "email", "webchat"],
            "actions": [{"step": "reply", "ref_id": replies["thanks"]}, {"step": "close", "value": "solved"}],
        },
        {
            "name": "Into the workshop 转维修",
            "hint": "Opens a repair case and a task to call back tomorrow",
            "actions": [
                {"step": "open_case", "value": "repair", "text": "Repair for {{ customer.name }}"},
                {"step": "make_task", "text": "Call {{ customer.name }} about the repair", "number": 1440},
                {"step": "add_tag", "value": "workshop"},
            ],
        },
        {
            "name": "Parcel: look again tomorrow 明天再查包裹",
            "kinds": ["sms", "email", "webchat"],
            "actions": [{"step": "reply", "ref_id": replies["parcel"]}, {"step": "snooze", "number": 1440}],
        },
        {
            "name": "To billing 转财务",
            "actions": [
                {"step": "note", "text": "{{ agent.name }}: please check the invoice."},
                {"step": "transfer", "ref_id": queues[BILLING], "text": "Invoice question"},
            ],
        },
    )
