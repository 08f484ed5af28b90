"""A first guess at the language of a text, good enough to choose a queue and a greeting."""

import re

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z]")


def guess_language(text: str) -> str:
    """Return `zh-CN` for a text that is mostly Chinese characters, `en` for one in Latin letters, else ""."""
    sample = text[:2000]
    if _KANA.search(sample):
        return ""
    han = len(_HAN.findall(sample))
    latin = len(_LATIN.findall(sample))
    if han and han * 4 >= latin:
        return "zh-CN"
    return "en" if latin >= 8 else ""
