"""What the desk offers its users."""

from typing import Annotated

from pydantic import Field

from hub.config.values import ReasonCode, Section


class DeskSettings(Section):
    """What the desk offers its users."""

    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en", "zh-CN")
    not_ready_reasons: Annotated[tuple[ReasonCode, ...], Field(min_length=1)] = (
        "break",
        "lunch",
        "meeting",
        "training",
        "back_office",
    )
