"""The channel's block of the configuration: what is wrong is said before anything starts."""

from typing import Any

import pytest
from pydantic import ValidationError

from hub.channels.webchat.settings import WebchatSettings, in_language


def test_an_empty_block_is_enough() -> None:
    assert WebchatSettings.model_validate({}).allowed_origins == ()


@pytest.mark.parametrize(
    "block",
    [
        {"allowed_origins": ["shop.example.com"]},
        {"allowed_origins": ["https://shop.example.com/"]},
        {"accent": "blue"},
        {"privacy_url": "javascript:alert(1)"},
        {"file_types": ["text/html"]},
        {"identity_secret": "short"},
        {"questions": [{"key": "topic", "kind": "choice"}]},
        {"questions": [{"key": "topic", "options": [{"value": "a", "label": "A"}]}]},
        {"questions": [{"key": "Not a key"}]},
        {"limits": {"messages_per_10_s": 0}},
        {"unknown": 1},
    ],
)
def test_what_cannot_be_meant_is_refused(block: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WebchatSettings.model_validate(block)


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-CN", "您好"), ("zh", "您好"), ("zh-TW", "您好"), ("en-GB", "Hello"), ("de", "Hello"), ("", "Hello")],
)
def test_texts_come_in_the_visitors_language(language: str, text: str) -> None:
    assert in_language({"zh-CN": "您好", "en": "Hello"}, language, "en") == text
