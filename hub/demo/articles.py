"""The articles of the demo shop, in English and Chinese."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One article in its languages, the original first; `added` is what the original says since it was translated."""

    common: dict[str, Any]
    texts: tuple[dict[str, str], ...]
    added: str = ""
    is_published: bool = True

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(each["title"] for each in self.texts)


ARTICLES = (
    Pair(
        common={
            "kind": "problem_solution",
            "tags": ["motor", "workshop"],
            "product": "Glide 7",
            "visibility": "public",
        },
        texts=(
            {
                "locale": "en",
                "title": "The motor stops on hills",
                "problem": "The motor of a Glide 7 helps on flat roads, but stops on hills after a few minutes.",
                "body": "The motor protects itself when it is too hot.\n\n1. Switch the support to **Eco** before the"
                " hill.\n2. Wait ten minutes; the display shows a flashing thermometer until the motor is ready.\n"
                "3. If it stops on short hills as well, the speed sensor is dirty: wipe it with a dry cloth.\n\n"
                "Still stopping? Book the workshop; the check takes 30 minutes and is free in the first two years.",
            },
            {
                "locale": "zh-CN",
                "title": "电机上坡时停转",
                "problem": "Glide 7 在平路上助力正常，上坡几分钟后电机停转。",
                "body": "电机过热时会自我保护。\n\n1. 上坡前把助力调到 **Eco** 档。\n2. 等待十分钟，仪表上的温度"
                "计图标停止"
                "闪烁后即可继续。\n3. 如果短坡也停，多半是速度传感器脏了，用干布擦净即可。\n\n仍然停转请预约维修"
                "，检测需要 30"
                " 分钟，两年内免费。",
            },
        ),
        added="Since firmware 4.2 the display says *Motor hot* instead of the thermometer.",
    ),
    Pair(
        common={"kind": "problem_solution", "tags": ["tyre"], "visibility": "public"},
        texts=(
            {
                "locale": "en",
                "title": "A flat tyre on the road",
                "problem": "The tyre loses air and the customer is on the way.",
                "body": "- Ask where the customer is, and whether the bike can stand safely.\n- The **mobility card**"
                " pays a taxi up to 40 km: phone number on its back.\n- Without the card: the nearest partner wo"
                "rkshop"
                " is in the list.\n\nA new tube costs 12, with fitting 25; it takes 20 minutes.",
            },
            {
                "locale": "zh-CN",
                "title": "路上爆胎怎么办",
                "problem": "轮胎漏气，客户正在途中。",
                "body": "- 问清客户位置，车辆能否安全停放。\n- **出行卡**可报销 40 公里内的出租车，电话在卡背面。"
                "\n- 没有卡："
                "在名单里找最近的合作维修点。\n\n换内胎 12 元起，含安装 25 元，约 20 分钟。",
            },
        ),
    ),
    Pair(
        common={"kind": "case", "tags": ["invoice"], "visibility": "internal"},
        texts=(
            {
                "locale": "en",
                "title": "Invoice with the wrong name",
                "body": "A customer wrote that the invoice names another person.\n\n**What we did**\n\n1. Checked who"
                " ordered: the company account had two contacts.\n2. Cancelled the invoice and wrote a new one the"
                " same day.\n3. Told the customer which number to pay.\n\n**What we learned**: ask for the name "
                "on the"
                " invoice when a company orders.",
            },
            {
                "locale": "zh-CN",
                "title": "发票抬头开错",
                "body": "客户来信说发票抬头不对。\n\n**处理经过**\n\n1. 查明下单人：该公司账户有两位联系人。\n2."
                " 当天作废原发票"
                "并重开。\n3. 告知客户新的发票号码。\n\n**经验**：公司客户下单时先确认发票抬头。",
            },
        ),
    ),
    Pair(
        common={"kind": "product", "tags": ["battery"], "product": "Glide 7", "visibility": "public"},
        texts=(
            {
                "locale": "en",
                "title": "Battery of the Glide 7: range and charging",
                "body": "| support | range |\n|---|---|\n| Eco | 110 km |\n| Tour | 75 km |\n| Turbo | 45 km |\n\n"
                "Charge between 5 and 30 °C; a full charge takes four hours. In winter keep the battery indoors at"
                " half charge. The guarantee covers two years or 500 charges.",
            },
            {
                "locale": "zh-CN",
                "title": "Glide 7 电池：续航与充电",
                "body": "| 助力 | 续航 |\n|---|---|\n| Eco | 110 公里 |\n| Tour | 75 公里 |\n| Turbo | 45 公里 |\n\n"
                "充电温度 5 至 30 °C，充满约四小时。冬季请把电池放在室内，保持一半电量。保修两年或 500 次充电。",
            },
        ),
    ),
    Pair(
        common={"kind": "technique", "tags": ["complaint", "phone"]},
        texts=(
            {
                "locale": "en",
                "title": "Calming an upset caller",
                "body": "1. **Listen** to the end; write down the facts, not the tone.\n2. **Say it back**: “You"
                " waited two weeks, and nobody called.”\n3. **Apologise once**, for what happened, without blaming.\n"
                "4. **Promise one thing** with a time, and keep it.\n\nOpen a complaint case: the first reply is due"
                " within two hours.",
            },
            {
                "locale": "zh-CN",
                "title": "安抚生气的来电客户",
                "body": "1. **听完**：记下事实，不记语气。\n2. **复述**：“您等了两周，没有人联系您。”\n3. **道歉"
                "一次**，"
                "为事情本身道歉，不推责。\n4. **承诺一件事**，说好时间并做到。\n\n请建立投诉工单：两小时内必须首"
                "次回复。",
            },
        ),
    ),
    Pair(
        common={"kind": "case", "tags": ["parcel", "refund"], "visibility": "public"},
        texts=(
            {
                "locale": "en",
                "title": "Late parcels and refunds",
                "body": "Parcels take three to five working days. After seven days we search for the parcel with the"
                " carrier; after ten days the customer chooses between a new parcel and a refund.\n\nRefunds arrive"
                " within five working days on the account that paid.",
            },
            {
                "locale": "zh-CN",
                "title": "包裹迟到与退款",
                "body": "包裹通常三到五个工作日送达。七天未到我们向快递公司查询；十天未到客户可选择重新发货或退款"
                "。\n\n退款在五个"
                "工作日内退回原付款账户。",
            },
        ),
    ),
    Pair(
        common={"kind": "technique", "tags": ["workshop"]},
        texts=(
            {
                "locale": "en",
                "title": "Booking the workshop",
                "body": "Offer two times, never one. Write bike, fault and phone number into the appointment, and"
                " send the reminder text the day before.",
            },
        ),
    ),
    Pair(
        common={"kind": "product", "tags": ["child seat"]},
        texts=(
            {
                "locale": "zh-CN",
                "title": "儿童座椅适配车型",
                "body": "前置座椅适合 Harbour City 和 Glide 5；后置座椅适合所有带货架的车型。承重不超过 22 公斤。",
            },
        ),
    ),
    Pair(
        common={"kind": "technique", "tags": ["winter"]},
        texts=(
            {
                "locale": "en",
                "title": "Winter check: what to ask",
                "body": "Lights, brakes, tyre pressure, battery indoors. To be finished by the workshop.",
            },
        ),
        is_published=False,
    ),
)
