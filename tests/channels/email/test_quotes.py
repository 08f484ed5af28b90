"""What somebody wrote is told from what was quoted below or above it."""

import pytest

from hub.channels.email.quotes import split_reply

REPLIES = {
    "gmail": ("Thanks!\n\nOn Mon, 16 Nov 2026 at 09:30, Shop <s@x.y> wrote:\n\n> Hello\n> there\n", "Thanks!"),
    "gmail_broken_over_lines": (
        "Thanks!\n\nOn Mon, 16 Nov 2026 at 09:30,\nThe Support Team <s@x.y>\nwrote:\n> Hello\n",
        "Thanks!",
    ),
    "without_marks": ("Thanks!\n\nOn Mon, Shop wrote:\nHello there\nBest\n", "Thanks!"),
    "german": ("Danke!\n\nAm 16.11.2026 um 09:30 schrieb Shop:\n> Hallo\n", "Danke!"),
    "german_verb_last": ("Danke!\n\nAm 16.11.2026 hat Shop <s@x.y> geschrieben:\n\n> Hallo\n", "Danke!"),
    "french": ("Merci\n\nLe lun. 16 nov. 2026 à 09:30, Shop <s@x.y> a écrit :\n> Bonjour\n", "Merci"),
    "spanish": ("Gracias\n\nEl lun, 16 nov 2026, Shop escribió:\n> Hola\n", "Gracias"),
    "portuguese": ("Obrigado\n\nEm seg., 16 de nov. de 2026, Shop escreveu:\n> Olá\n", "Obrigado"),
    "russian": ("Спасибо\n\n16.11.2026 09:30, Shop пишет:\n> Привет\n", "Спасибо"),
    "japanese": ("ありがとう\n\n2026年11月16日(月) 9:30 Shop <s@x.y> のメール:\n> こんにちは\n", "ありがとう"),
    "chinese": ("好的，谢谢\n\n在 2026年11月16日，下午3:04，Shop <s@x.y> 写道：\n\n> 您好\n> 请问\n", "好的，谢谢"),
    "chinese_gmail": ("好的\n\nShop <s@x.y> 于2026年11月16日周一 09:30写道：\n\n> 您好\n", "好的"),
    "qq": (
        (
            "收到\n\n\n------------------ 原始邮件 ------------------\n"
            '发件人: "Shop" <s@x.y>;\n发送时间: 2026年11月16日\n收件人: "李"<l@x.y>;\n主题: 订单\n\n您好\n'
        ),
        "收到",
    ),
    "netease": ("收到\n\n\n\n---- 回复的原邮件 ----\n| 发件人 | Shop |\n| 主题 | 订单 |\n您好\n", "收到"),
    "foxmail": ("收到\n\n发件人： Shop\n发送时间： 2026-11-16 09:30\n收件人： 李\n主题： 订单\n您好\n", "收到"),
    "taiwanese_outlook": ("收到\n\n寄件者: Shop\n傳送時間: 2026年11月16日\n收件者: 李\n主旨: 訂單\n\n您好\n", "收到"),
    "outlook": (
        "OK\n\nFrom: Shop <s@x.y>\nSent: Monday, November 16, 2026 09:30\nTo: Li\nSubject: Order\n\nHello\n",
        "OK",
    ),
    "outlook_bold": ("OK\n\n*From:* Shop\n*Sent:* Monday\n*To:* Li\n*Subject:* Order\n\nHello\n", "OK"),
    "outlook_german": ("OK\n\nVon: Shop\nGesendet: Montag\nAn: Li\nBetreff: Bestellung\n\nHallo\n", "OK"),
    "old_outlook": ("OK\n\n-----Original Message-----\nFrom: Shop\nHello\n", "OK"),
    "old_outlook_german": ("OK\n-----Ursprüngliche Nachricht-----\nVon: Shop\n", "OK"),
    "answer_below": ("On Mon, Shop wrote:\n> Hello\n> there\n\nMy answer\n", "My answer"),
    "no_quote": ("Just words\nand more\n", "Just words\nand more"),
    "only_quote": ("> Hello\n> there\n", "> Hello\n> there"),
    "empty": ("", ""),
    "interleaved": ("> Red?\nYes.\n> Blue?\nNo.\n", "> Red?\nYes.\n> Blue?\nNo."),
    "interleaved_then_quote": ("> Red?\nYes.\n> Blue?\nNo.\n> Bye\n> Shop\n", "> Red?\nYes.\n> Blue?\nNo."),
    "wrote_in_prose": ("On Monday I wrote:\nplease help\nThanks\n", "On Monday I wrote:\nplease help\nThanks"),
    "from_in_prose": (
        "From: here to there it is far.\nNothing else.\n",
        "From: here to there it is far.\nNothing else.",
    ),
    "forward_alone": (
        "-- Forwarded message --\nFrom: a\nTo: b\n\nwords\n",
        "-- Forwarded message --\nFrom: a\nTo: b\n\nwords",
    ),
}


@pytest.mark.parametrize(("text", "reply"), REPLIES.values(), ids=REPLIES)
def test_the_reply_is_found(text: str, reply: str) -> None:
    assert split_reply(text).reply == reply


def test_nothing_is_lost() -> None:
    text, _ = REPLIES["gmail"]
    split = split_reply(text)
    assert split.quoted.startswith("On Mon")
    assert split.quoted.endswith("> there")


@pytest.mark.parametrize(
    ("text", "reply", "signature"),
    [
        ("Hello\n\n-- \nLi Wei\nShanghai\n", "Hello", "-- \nLi Wei\nShanghai"),
        ("Hello\n\nSent from my iPhone\n", "Hello", "Sent from my iPhone"),
        ("你好\n\n发自我的iPhone\n", "你好", "发自我的iPhone"),
        ("Hello\n\nSent from my iPhone\n\nOn Mon, Shop wrote:\n> Hi\n", "Hello", "Sent from my iPhone"),
        ("-- \nonly a signature\n", "-- \nonly a signature", ""),
    ],
)
def test_signatures_are_set_apart(text: str, reply: str, signature: str) -> None:
    split = split_reply(text)
    assert (split.reply, split.signature) == (reply, signature)
