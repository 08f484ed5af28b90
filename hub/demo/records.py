"""What makes the demo's records pages live: defined attributes, two who may be one, a shared number, a list to mend."""

from typing import Any

from hub.demo.api import Api, ApiError

_SOURCE = "old-till"
_FIELDS: tuple[dict[str, Any], ...] = (
    {"key": "bike", "label_en": "Bike", "label_zh": "车型", "type": "text"},
    {
        "key": "size",
        "label_en": "Frame size",
        "label_zh": "车架尺寸",
        "type": "choice",
        "choices": ["S", "M", "L", "XL"],
        "position": 1,
    },
    {"key": "fleet", "label_en": "Fleet", "label_zh": "车队", "type": "text", "position": 2},
)
_TWINS: tuple[dict[str, Any], ...] = (
    {"name": "Ingrid Ångström", "notes": "Prefers calls after five.", "tags": ["workshop"]},
    {"name": "Angstrom, Ingrid", "contact_points": [{"kind": "email", "value": "ingrid.a@example.com"}]},
    {"name": "陳大文", "birthday": {"month": 5, "day": 21, "year": 1979}},
    {"name": "陈大文", "birthday": {"month": 5, "day": 21, "year": 1979}, "language": "zh-CN"},
)
_SHARED = {
    "name": "Quayside Courier Co-op",
    "kind": "organisation",
    "contact_points": [{"kind": "phone", "value": "+12065550177", "label": "Dispatch", "state": "shared"}],
}
_LIST = (
    "姓名;手机;邮箱;生日;编号\r\n"
    "Marta Kowalska;+12065550181;marta.k@example.com;1984-06-02;7001\r\n"
    "周敏;1.38E+10;zhou.min@example.com;;7002\r\n"
    "Hugo Lindqvist;+12065550182;;1990-02-30;7003\r\n"
    "吴桂芳;+12065550183;;36526;7004\r\n"
)


async def fill(api: Api) -> None:
    """Make what is not there; the marker is the first attribute."""
    known = {each["key"] for each in (await api.get("/customer-fields"))["items"]}
    if known:
        return
    for each in _FIELDS:
        await api.post("/customer-fields", each)
    for each in (*_TWINS, _SHARED):
        await _customer(api, {"source": _SOURCE, **each})
    await api.post("/merge-rules", {"name": "Same id and same name", "needs": ["external_id", "name"]})
    made = await api.send_file("/imports", "old-till.csv", _LIST.encode("gb18030"), source=_SOURCE)
    await api.post(f"/imports/{made['id']}/check")


async def _customer(api: Api, body: dict[str, Any]) -> None:
    try:
        await api.post("/customers", body)
    except ApiError as error:
        if error.status != 409:  # somebody has the address already
            raise
