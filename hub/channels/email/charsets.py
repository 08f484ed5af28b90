"""Turns the bytes of a mail into text, whatever character set it claims, claims wrongly, or does not claim."""

import codecs
import re

# What mails call a character set, and the codec that reads what senders really put there. The supersets are
# deliberate: a mail
# marked gb2312 regularly holds GBK or GB 18030 characters, iso-8859-1 means windows-1252 (as browsers read it, see
# the WHATWG
# Encoding Standard), and us-ascii with high bytes is anything.
_ALIASES = {
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "ms936": "gb18030", "windows-936": "gb18030", "csgb2312": "gb18030", "gb18030-2000": "gb18030",
    "gb18030": "gb18030", "euc-cn": "gb18030", "chinese": "gb18030", "x-euc-cn": "gb18030", "iso-ir-58": "gb18030",
    "hz-gb-2312": "hz", "big5": "cp950", "big-5": "cp950", "x-x-big5": "cp950", "cn-big5": "cp950", "csbig5": "cp950",
    "big5-hkscs": "big5hkscs", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "x-windows-949": "cp949", "windows-949": "cp949", "korean": "cp949", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp",
    "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252",
    "l1": "cp1252", "windows-874": "cp874", "x-windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6", "iso-8859-9": "cp1254", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "ansi_x3.110-1983": "cp1252", "cp-850": "cp850",
}  # fmt: skip
_UNSAID = frozenset({
    "", "8bit", "7bit", "binary", "unknown", "unknown-8bit", "x-unknown", "default", "default_charset", "us-ascii",
    "ascii", "ansi_x3.4-1968", "iso-ir-6", "us_ascii", "x-user-defined", "iso-8859-1-unknown", "charset",
})  # fmt: skip
# An allow list: Python's registry also holds punycode and idna (quadratic), zlib, and codecs that evaluate escapes.
_KNOWN = frozenset({
    "utf-8", "utf-7", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le", "gb18030", "hz",
    "cp950", "big5hkscs", "cp949", "johab", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "iso2022_jp",
    "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr", "koi8-r",
    "koi8-u", "tis-620", "ptcp154", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "cp874", "cp437", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp862", "cp866", "mac-roman",
    "mac-cyrillic", "mac-greek", "mac-latin2", "mac-turkish", "hp-roman8", *(f"iso8859-{n}" for n in range(1, 17)),
})  # fmt: skip

_LABEL = re.compile(r"[a-z0-9_.:+-]{1,40}")
# Everything PostgreSQL's text type, a terminal or a reader chokes on; tab and line ends stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_ISO_2022_KR = b"\x1b$)C"
_SAMPLE = 64 * 1024
_ASCII = bytes(range(128))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def decode(data: bytes, declared: str = "") -> str:
    """The text in `data`; never raises. The declared set is believed only as far as the bytes obey it."""
    return clean(_decode(data, declared))


def clean(text: str) -> str:
    """Without controls and lone surrogates, with plain line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text) if not text.isprintable() else text


def codec_for(declared: str) -> str | None:
    """Python's codec for a mail's label, or None where the label says nothing that helps."""
    label = _LABEL.match(declared.strip(" \t\"'").lower())
    if label is None or label[0] in _UNSAID:
        return None
    name = _ALIASES.get(label[0], label[0])
    try:
        found = codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError):
        return None
    return found if found in _KNOWN else None


def _decode(data: bytes, declared: str) -> str:
    if data.isascii() and b"\x1b" not in data and "utf-7" not in declared.lower() and "hz" not in declared.lower():
        return data.decode("ascii") if "utf-16" not in declared.lower() else _declared(data, declared)
    return _declared(data, declared)


def _declared(data: bytes, declared: str) -> str:
    codec = codec_for(declared)
    if codec is None or (codec in {"cp1252", "utf-8"} and _ISO_2022_JP.search(data)):
        return _undeclared(data)
    if codec.startswith("iso2022_jp"):
        return _iso_2022_jp(data)
    # Nobody writes "Ã¼": bytes that are valid UTF-8 are it, whatever Western set the mail names.
    text = (_strictly(data, "utf-8") if codec == "cp1252" else None) or _strictly(data, codec)
    if text is not None:
        return text
    if codec != "utf-8":  # a wrong label on UTF-8 is by far the most common lie
        text = _strictly(data, "utf-8")
        return data.decode(codec, "replace") if text is None else text
    return _broken_utf_8(data)


def _broken_utf_8(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    plain = len(data) - len(data.translate(None, _ASCII))
    return text if len(text) - plain - wrong > wrong else _undeclared(data)


def _undeclared(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if _ISO_2022_KR in data:
        return data.decode("iso2022_kr", "replace")
    if _ISO_2022_JP.search(data):
        return _iso_2022_jp(data)
    text = _strictly(data, "utf-8")
    if text is not None:
        return text.removeprefix("\ufeff")
    return data.decode(_likely(data[:_SAMPLE]), "replace")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _iso_2022_jp(data: bytes) -> str:
    for codec in ("iso2022_jp", "iso2022_jp_ext"):
        text = _strictly(data, codec)
        if text is not None:
            return text
    return _iso_2022_jp_of_windows(data)


def _iso_2022_jp_of_windows(data: bytes) -> str:
    """Windows writes NEC's row 13 (circled numbers) into ISO-2022-JP, which only its own code page can read."""
    pieces, double_byte, start = [], False, 0
    for escape in re.finditer(rb"\x1b\$[@B]|\x1b\([BJI]", data):
        pieces.append(_jis(data[start : escape.start()], double_byte=double_byte))
        double_byte, start = data[escape.start() + 1] == ord("$"), escape.end()
    pieces.append(_jis(data[start:], double_byte=double_byte))
    return "".join(pieces)


def _jis(data: bytes, *, double_byte: bool) -> str:
    if not double_byte:
        return data.decode("ascii", "replace")
    out = bytearray()
    for row, cell in zip(data[::2], data[1::2], strict=False):
        lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
        trail = cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)
        out += bytes((lead & 0xFF, trail & 0xFF))
    return out.decode("cp932", "replace")


def _likely(data: bytes) -> str:
    """The codec of text in a legacy set nobody named, judged by which pairs of high bytes are common in which
    language.
    """
    runs = _HIGH_RUN.findall(data)
    high = sum(map(len, runs))
    if _share_of_japanese_kana(data) > 0.3:
        return "cp932"
    pairs = [run[i : i + 2] for run in runs if len(run) % 2 == 0 for i in range(0, len(run), 2)]
    if len(pairs) * 2 < high * 0.8:  # runs of odd length: single-byte text, or Big5, whose second byte may be ASCII
        return _single_byte(runs, high) if _share_of_big5(data, high) < 0.9 else "cp950"
    return _double_byte(pairs)


def _double_byte(pairs: list[bytes]) -> str:
    kana = sum(pair[0] in (0xA4, 0xA5) and pair[1] >= 0xA1 for pair in pairs)
    hangul = sum(0xB0 <= pair[0] <= 0xC8 and pair[1] >= 0xA1 for pair in pairs)
    common_han = sum(0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in pairs)
    if kana > 0.3 * len(pairs):
        return "euc_jp"
    if len(pairs) >= 12 and hangul > 0.97 * len(pairs):  # Chinese, sorted by sound, also fills the rows after Hangul's
        return "cp949"
    if common_han > 0.5 * len(pairs):
        return "gb18030"
    return "cp1251" if sum(map(len, pairs)) > 8 else "cp1252"


def _single_byte(runs: list[bytes], high: int) -> str:
    """Cyrillic comes in words of high bytes; Western letters stand alone among ASCII."""
    if high < 3 * len(runs):
        return "cp1252"
    letters = b"".join(runs)
    lower_koi = sum(0xC0 <= byte <= 0xDF for byte in letters)
    return "koi8-r" if lower_koi > 0.6 * len(letters) else "cp1251"


def _share_of_big5(data: bytes, high: int) -> float:
    pairs = re.findall(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]", data)
    covered = sum(1 + (pair[1] >= 0x80) for pair in pairs)
    ascii_trails = sum(pair[1] < 0x80 for pair in pairs)
    return covered / high if high and ascii_trails > 0.15 * len(pairs) and len(pairs) >= 4 else 0.0


def _share_of_japanese_kana(data: bytes) -> float:
    kana = len(re.findall(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]", data))
    high = sum(byte >= 0x80 for byte in data)
    return 2 * kana / high if high else 0.0
