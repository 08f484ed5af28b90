"""The text of a mail is read whatever character set it claims; numbers in names are rows of real systems' bug lists."""

import base64

import pytest

from hub.channels.email.mail import Problem
from hub.channels.email.parse import parse_mail
from tests.channels.email.mails import base64_part, mail, multipart, part

CHINESE = "您好，我的订单还没有到。"


def text_of(charset: str, data: bytes) -> str:
    return parse_mail(mail(f"Content-Type: text/plain; charset={charset}", body=data)).text


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("utf8mb4", "utf-8", CHINESE),
        ("x-gbk", "gbk", CHINESE),
        ("gb2312", "gb18030", "朱镕基总理，囍"),
        ("gb2312", "gbk", "かな入りのGB2312"),
        ("GB18030", "gb18030", "𠮷野家"),
        ("big5", "cp950", "您好，訂單還沒有到"),
        ("8bit", "utf-8", "Grüße"),
        ("us-ascii", "utf-8", "Grüße"),
        ("windows-874", "cp874", "สวัสดีครับ"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("windows-1258", "cp1258", "Xin chào"),
        ("ks_c_5601-1987", "cp949", "안녕하세요 똠방각하"),
        ("shift_jis", "cp932", "①はじめまして"),
        ("iso-2022-jp", "iso2022_jp", "こんにちは、世界"),
        ("iso-8859-1", "cp1252", "“quoted” – 5 €"),
        ("ansi_x3.110-1983", "ascii", "plain"),
        ("_iso-2022-jp$ESC", "iso2022_jp", "注文について"),
        ("utf-8", "cp1252", "Kjære, blåbær på brød"),
        ("iso-8859-1", "utf-8", "Grüße"),
        ("hz-gb-2312", "hz", "您好"),
        ("utf-7", "utf-7", "您好"),
        ("utf-16", "utf-16", "您好"),
        ("gb2312", "gbk", "联通"),
        ("no-such-charset", "utf-8", "您好"),
    ],
)
def test_text_in_a_charset_that_is_misnamed_or_unknown_is_readable(label: str, codec: str, text: str) -> None:
    assert text_of(label, text.encode(codec)) == text


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", CHINESE * 2),
        ("big5", "您好，我的訂單還沒有到，請問什麼時候可以收到呢？"),
        ("cp949", "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다."),
        ("euc_jp", "お世話になっております。ご注文の商品がまだ届いておりません。"),
        ("cp932", "お世話になっております。ご注文の商品がまだ届いておりません。"),
        ("iso2022_jp", "お世話になっております。"),
        ("cp1251", "Здравствуйте, мой заказ ещё не пришёл"),
        ("koi8-r", "Здравствуйте, мой заказ так и не пришёл"),
        ("cp1252", "Grüße aus Köln, das wäre schön; à bientôt, señor"),
        ("utf-8", "Grüße 您好"),
    ],
)
def test_text_without_any_charset_is_guessed(codec: str, text: str) -> None:
    assert parse_mail(mail(body=text.encode(codec))).text == text


def test_row_19_gb18030_in_base64_is_read() -> None:
    raw = multipart("mixed", base64_part("text/plain; charset=gb18030", CHINESE.encode("gb18030")))
    assert parse_mail(raw).text == CHINESE


def test_row_11_a_charset_declared_only_on_the_whole_counts_for_its_parts() -> None:
    raw = multipart("mixed", part("text/plain", "Жду ответа".encode("koi8-r")), parameters="; charset=koi8-r")
    assert parse_mail(raw).text == "Жду ответа"


def test_row_16_html_called_gb2312_with_foreign_bytes_is_read() -> None:
    html = b"<p>" + "价格".encode("gb18030") + b" \x96 " + "五元".encode("gb18030") + b"</p>"
    text = parse_mail(mail("Content-Type: text/html; charset=gb2312", body=html)).text
    assert text.startswith("价格")
    assert text.endswith("五元")


def test_row_14_invalid_bytes_in_html_do_not_stop_the_import() -> None:
    parsed = parse_mail(mail("Content-Type: text/html; charset=utf-8", body=b"<p>caf\xe9 \xff\xfe ok</p>"))
    assert "ok" in parsed.text


def test_row_20_the_charset_of_a_binary_attachment_leaves_its_bytes_alone() -> None:
    data = bytes(range(256))
    parsed = parse_mail(
        multipart(
            "mixed", part("text/plain", "see"), base64_part('application/pdf; charset=gb2312; name="a.pdf"', data)
        )
    )
    assert parsed.attachments[0].data == data


def test_windows_letters_in_iso_2022_jp_are_read() -> None:
    # NEC's circled one is row 13, which ISO-2022-JP does not have.
    assert text_of("iso-2022-jp", b"\x1b$B-!\x1b(B end") == "① end"


def test_html_names_its_charset_itself() -> None:
    html = b'<html><head><meta charset="gbk"></head><body>' + CHINESE.encode("gbk") + b"</body>"
    assert parse_mail(mail("Content-Type: text/html", body=html)).text == CHINESE


def test_nul_and_controls_never_reach_the_database() -> None:
    parsed = parse_mail(mail("Subject: a\x00b\x07c", "Content-Type: text/plain", body="x\x00y\x1bz\ttab\r\nnext"))
    assert parsed.subject == "abc"
    assert parsed.text == "xyz\ttab\nnext"


def test_rows_28_and_29_base64_and_quoted_printable_are_decoded() -> None:
    assert parse_mail(mail("Content-Transfer-Encoding: BASE64", body=base64.b64encode(b"hello"))).text == "hello"
    assert (
        parse_mail(
            mail(
                "Content-Transfer-Encoding: quoted-printable ",
                "Content-Type: text/plain; charset=utf-8",
                body="gr=C3=BC=\r\nn",
            )
        ).text
        == "grün"
    )


@pytest.mark.parametrize(
    "data", ["aGVsbG8", "aGVs\r\nbG8=\r\n", "aGVsbG8=\r\n\r\n-- \r\nlist footer", "aGVs*bG8", "aGVsbG8=a"]
)
def test_damaged_base64_is_decoded_as_far_as_it_goes(data: str) -> None:
    assert parse_mail(mail("Content-Transfer-Encoding: base64", body=data)).text.startswith("hello")


def test_soft_line_breaks_are_joined() -> None:
    raw = mail(
        "Content-Type: text/plain; format=flowed", body="one \r\ntwo \r\nthree\r\n\r\n> quoted \r\n> more\r\n-- \r\nme"
    )
    assert parse_mail(raw).text == "one two three\n\n> quoted \n> more\n-- \nme"


def test_text_longer_than_the_limit_is_cut_and_said_so() -> None:
    parsed = parse_mail(mail(body="x" * 1_200_000))
    assert len(parsed.text) == 1_000_000
    assert Problem.TEXT_CUT in parsed.problems
