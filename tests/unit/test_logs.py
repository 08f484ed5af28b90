"""Log lines are structured, and hold neither secrets nor what people wrote."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from hub.config import load_config
from hub.logs import REMOVED, set_up_logs, start_logs

PROVIDER_SECRET = "sesame-0f31c7"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    yield io.StringIO()
    root.handlers = before
    root.setLevel(level)


def test_a_line_is_one_json_object_with_the_extra_fields(stream: io.StringIO) -> None:
    set_up_logs(json=True, stream=stream)

    logging.getLogger("hub.intake").info("message stored", extra={"interaction_id": "018f", "attempt": 2})

    line = json.loads(stream.getvalue())
    assert line["message"] == "message stored"
    assert line["level"] == "info"
    assert line["logger"] == "hub.intake"
    assert (line["interaction_id"], line["attempt"]) == ("018f", 2)
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "message",
    [
        f"provider refused {PROVIDER_SECRET}",
        "got Authorization: Bearer hub_3f9aLongToken.x",
        "GET /ws/chat?token=abc123def456&after=1",
        "GET /s/abcdefgh12345678",
        "connecting to postgresql://hub:abc123def456@db/hub",
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_in_messages_are_removed(stream: io.StringIO, message: str, as_json: bool) -> None:
    set_up_logs(json=as_json, secrets=[PROVIDER_SECRET], stream=stream)

    logging.getLogger("hub").warning(message)

    assert REMOVED in stream.getvalue()
    for secret in (PROVIDER_SECRET, "hub_3f9aLongToken", "abc123def456", "abcdefgh12345678"):
        assert secret not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_what_people_wrote_is_removed_at_any_depth(stream: io.StringIO, as_json: bool) -> None:
    set_up_logs(json=as_json, stream=stream)

    extra = {"text": "my card is 4111", "details": {"body": "my card is 4111", "password": "my card is 4111"}}
    logging.getLogger("hub").info("stored", extra=extra)

    assert "4111" not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_rows_in_a_database_error_are_removed(stream: io.StringIO, as_json: bool) -> None:
    set_up_logs(json=as_json, stream=stream)
    engine = create_engine("sqlite://")
    told = "meet me [there] at 5"

    with engine.connect() as connection:
        try:
            connection.execute(text("INSERT INTO missing VALUES (:text)"), {"text": told})
        except SQLAlchemyError:
            logging.getLogger("hub").exception("could not store")
    engine.dispose()

    assert "no such table" in stream.getvalue()
    assert "meet me" not in stream.getvalue()


def test_logs_follow_the_configuration(stream: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    config = tmp_path / "hub.toml"
    config.write_text(f'[security]\nsecret = "{PROVIDER_SECRET * 3}"\n[logs]\nlevel = "warning"\n')

    start_logs(load_config(config, environ={}))
    logging.getLogger("hub").info("nothing to see")
    logging.getLogger("hub").warning("the key is %s", PROVIDER_SECRET * 3)

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["message"] for line in lines] == [f"the key is {REMOVED}"]
