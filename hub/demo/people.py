"""The sample customers: who they are, how they are reached, and who of them is played by you."""

from dataclasses import dataclass, field
from typing import Any

MAIL_DOMAIN = "customers.example"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer of the demo shop. `history` are past contacts that were logged by hand: days ago, kind, text."""

    key: str
    name: str
    language: str
    phone: str
    zone: str
    kind: str = "person"
    birthday: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    history: tuple[tuple[int, str, str], ...] = ()
    phone_is_shared: bool = False
    is_you: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@{MAIL_DOMAIN}"

    @property
    def chat_id(self) -> str:
        """The shop's own id of the signed-in visitor, as the hub keeps it."""
        return f"user:{self.key}"

    @property
    def speaks_chinese(self) -> bool:
        return self.language.startswith("zh")


NEW_YORK = "America/New_York"
SHANGHAI = "Asia/Shanghai"


def _lunar(month: int, day: int, year: int) -> dict[str, Any]:
    return {"calendar": "lunar", "month": month, "day": day, "year": year}


def _solar(month: int, day: int, year: int | None = None) -> dict[str, Any]:
    return {"calendar": "gregorian", "month": month, "day": day, **({"year": year} if year else {})}


PEOPLE = (
    Person(
        key="rosa.martinez",
        name="Rosa María Martínez-Villanueva de la Fuente",
        language="en",
        phone="+14155550131",
        zone="America/Los_Angeles",
        birthday=_solar(3, 9, 1984),
        tags=("gold", "e-bike"),
        attributes={"bike": "Harbour Glide 7", "size": "M"},
        history=(
            (41, "visit", "Test ride of the Glide 7 at the harbour shop; liked the low step."),
            (33, "call", "Ordered the Glide 7 in sage green, pick-up on Saturday."),
            (5, "call", "Asked whether the first inspection is free. It is."),
        ),
    ),
    Person(
        key="wang.xiaoming",
        name="王小明",
        language="zh-CN",
        phone="+8613800138001",
        zone=SHANGHAI,
        birthday=_lunar(8, 15, 1988),
        tags=("gold",),
        attributes={"bike": "港湾 通勤 3"},
        history=(
            (60, "visit", "到店试骑通勤 3，约好周末再来。"),
            (52, "call", "下单通勤 3，要求加装儿童座椅。"),
            (12, "other", "通过微信询问保养价格，已回复。"),
        ),
    ),
    Person(
        key="robert.cole",
        name="Robert Cole",
        language="en",
        phone="+12125550142",
        zone=NEW_YORK,
        birthday=_solar(11, 30, 1975),
        tags=("subscription",),
        history=((20, "letter", "Cancelled the paper invoice; wants invoices by mail only."),),
    ),
    Person(
        key="ouyang.zhenhua",
        name="欧阳震华",
        language="zh-CN",
        phone="+8613901230002",
        zone=SHANGHAI,
        birthday=_lunar(1, 1, 1969),
        tags=("workshop",),
        history=((9, "visit", "送修变速器，预计三天。"), (6, "call", "通知取车，客户周五来。")),
    ),
    Person(
        key="hubert.wolfe",
        name="Hubert Blaine Wolfeschlegelsteinhausenbergerdorff",
        language="en",
        phone="+13125550153",
        zone="America/Chicago",
        birthday=_solar(2, 29, 1992),
        tags=("workshop",),
        history=((15, "fax", "Sent the frame number for the theft insurance."),),
    ),
    Person(
        key="chen.meiling",
        name="陈美玲",
        language="zh-CN",
        phone="+862164450011",
        zone=SHANGHAI,
        birthday=_lunar(5, 5, 1979),
        phone_is_shared=True,
        history=((30, "call", "家里电话，陈先生和陈太太共用。"),),
    ),
    Person(
        key="chen.jianguo",
        name="陈建国",
        language="zh-CN",
        phone="+862164450011",
        zone=SHANGHAI,
        birthday=_solar(10, 1, 1976),
        phone_is_shared=True,
    ),
    Person(
        key="aoife.osullivan",
        name="Aoife O’Sullivan",
        language="en",
        phone="+353861234567",
        zone="Europe/Dublin",
        birthday=_solar(6, 16, 1990),
        tags=("e-bike",),
        history=((3, "call", "Battery shows 80 % at most; software update planned."),),
    ),
    Person(
        key="fish.market",
        name="Harbour Fish Market Ltd.",
        language="en",
        phone="+14155550164",
        zone="America/Los_Angeles",
        kind="organisation",
        tags=("wholesale",),
        attributes={"fleet": "12 cargo bikes"},
        history=((25, "visit", "Yearly inspection of the whole fleet agreed."),),
    ),
    Person(
        key="yuanyang.trade",
        name="上海远洋国际贸易有限公司浦东分公司",
        language="zh-CN",
        phone="+862150471122",
        zone=SHANGHAI,
        kind="organisation",
        tags=("wholesale",),
        attributes={"fleet": "30 辆通勤车"},
        history=((18, "visit", "签订三十辆通勤车的年度保养合同。"),),
    ),
    Person(
        key="priya.raghunathan",
        name="Priya Raghunathan",
        language="en",
        phone="+16175550175",
        zone=NEW_YORK,
        birthday=_solar(8, 21, 1995),
        tags=("subscription",),
    ),
    Person(
        key="li.na",
        name="李娜",
        language="zh-CN",
        phone="+8613512340003",
        zone=SHANGHAI,
        birthday=_lunar(12, 8, 1993),
        tags=("subscription",),
        history=((7, "call", "咨询月租自行车的押金。"),),
    ),
    Person(
        key="samuel.adeyemi",
        name="Samuel Adeyemi",
        language="en",
        phone="+12065550186",
        zone="America/Los_Angeles",
        birthday=_solar(1, 17, 1981),
    ),
    Person(
        key="alex.rivera",
        name="Alex Rivera",
        language="en",
        phone="+14155550190",
        zone="America/Los_Angeles",
        birthday=_solar(7, 4, 1987),
        tags=("gold",),
        attributes={"bike": "Harbour Gravel 2"},
        history=((14, "visit", "Bought the Gravel 2; first inspection due in four weeks."),),
        is_you=True,
    ),
    Person(
        key="zhou.xiaoyu",
        name="周小雨",
        language="zh-CN",
        phone="+8613700137009",
        zone=SHANGHAI,
        birthday=_lunar(7, 7, 1991),
        attributes={"bike": "港湾 折叠 1"},
        history=((10, "visit", "购买折叠 1，送头盔一顶。"),),
        is_you=True,
    ),
)

SIMULATED = tuple(person for person in PEOPLE if not person.is_you)
YOU = tuple(person for person in PEOPLE if person.is_you)
