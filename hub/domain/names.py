"""Names as they are compared: without accents, case, order of words, titles, and the two ways to write Chinese."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, lru_cache

from opencc import OpenCC

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau"})
_HONORIFICS = re.compile("(?:先生|女士|小姐|太太)$")
_SAME = 1.0


@cache
def _converter() -> OpenCC:
    """Traditional to simplified characters (https://github.com/BYVoid/OpenCC); loading takes a moment."""
    return OpenCC("t2s")


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """What two writings of one name share: `Ångström, Eva` and `eva angstrom`; `陳大文` and `陈大文先生`."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if _HAN.search(text):
        text = _HONORIFICS.sub("", _converter().convert(text).strip())
        return "".join(_WORD.findall(text))
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    words = _WORD.findall(plain.replace("'", "").replace("\u2019", ""))
    return " ".join(sorted(word for word in words if word not in _TITLES)) or " ".join(sorted(words))


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; names without letters are like nothing."""
    first, second = name_key(one), name_key(other)
    if not first or not second:
        return 0.0
    return _SAME if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def is_han(name: str) -> bool:
    """Whether the name is written in Chinese characters."""
    return _HAN.search(name) is not None
