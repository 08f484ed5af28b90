"""Turn pydantic's findings into problems that name key and remedy, and never show a value that may be secret."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from hub.errors import Problem


def dotted(parts: Iterable[str | int]) -> str:
    """`("channels", "shop", "hosts", 1)` as `channels.shop.hosts[1]`."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def problems_of(error: ValidationError, model: type[BaseModel], *prefix: str) -> list[Problem]:
    """One problem for each finding, at its dotted path."""
    return [
        Problem(
            field=dotted([*prefix, *found["loc"]]), message=_message(found["type"], found["msg"], found["loc"], model)
        )
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def unknown(word: str, known: Iterable[str]) -> str:
    """What to say of a name that nobody knows: the nearest, and all that are."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}known are {', '.join(names)}"


def _message(kind: str, text: str, location: Sequence[str | int], model: type[BaseModel]) -> str:
    if kind == "missing":
        return "is missing and has no default"
    if kind == "extra_forbidden":
        table = _model_at(model, location[:-1])
        return f"is an unknown key; {unknown(str(location[-1]), table.model_fields)}" if table else "is an unknown key"
    return text.removeprefix("Value error, ")


def _model_at(model: type[BaseModel], location: Sequence[str | int]) -> type[BaseModel] | None:
    """The model that checks the table at `location`."""
    found: type[BaseModel] | None = model
    for part in location:
        field = found.model_fields.get(str(part)) if found else None
        found = model_in(field.annotation) if field else None
    return found


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation holds, also inside a list or an optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := model_in(each))), None)
