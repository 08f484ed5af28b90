"""Whatever is written in a routing document is taken or refused with words, never a crash."""

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import InvalidError
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.files import SECTIONS, compared, exported
from hub.web.models.routing_document import read_document

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_WORDS = st.sampled_from(["a", "b", "Support", "es", "", "relax", "2026-12-25", "09:00", "queue", "max_wait"])
_SCALARS = st.none() | st.booleans() | st.integers(-5, 200) | st.floats(allow_nan=False, width=16) | _WORDS
_KEYS = st.sampled_from(
    [
        "name",
        "code",
        "label",
        "queue_id",
        "plan_id",
        "hours_id",
        "agent_id",
        "agent_ids",
        "move_to",
        "steps",
        "needs",
        "skill",
        "at_s",
        "entries",
        "members",
        "overflow",
        "on",
        "to",
        "kind",
        "hours",
        "week",
        "time_zone",
        "skills",
        "conditions",
        "requirements",
        "first_reply_s",
        "capacity",
    ]
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_NAMED = st.builds(
    lambda more, name: {**more, "name": name},
    st.dictionaries(_KEYS, _JSON, max_size=3),
    st.sampled_from(["a", "b", "Support"]),
)
_DOCUMENTS = st.dictionaries(
    st.sampled_from([*SECTIONS, "teams"]), _JSON | st.lists(_NAMED | _JSON, max_size=3), max_size=4
)


def take(document: dict[str, Any], config: RoutingConfig) -> RoutingConfig:
    return compared(config, read_document(document, config), at=NOW).config


@given(document=_DOCUMENTS)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_document_is_taken_or_refused(document: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidError):
        taken = take(document, RoutingConfig())
        assert compared(taken, read_document(exported(taken), taken), at=NOW).changes == []


def test_what_is_written_out_is_taken_in_unchanged() -> None:
    document: dict[str, Any] = {
        "skills": [{"name": "es"}],
        "queues": [
            {
                "name": "Support",
                "plan_id": "relax",
                "wrap_up_rules": {"phone": {"mode": "timeboxed", "min_s": 5}},
                "overflow": [{"on": "full", "to": [{"kind": "queue", "queue_id": "b"}, {"kind": "end"}]}],
                "callback": {"digit": "2"},
            },
            {"name": "b", "hours": {"time_zone": "UTC", "week": [[{"start": "22:00", "end": "06:00"}]] * 7}},
        ],
        "plans": [{"name": "relax", "steps": [{"at_s": 5, "move_to": "b", "needs": [[{"skill": "es"}]]}]}],
        "agents": [{"name": "Li", "skills": {"es": 3}, "capacity": {"interrupts": {"phone": ["sms"]}}}],
    }

    taken = take(document, RoutingConfig())

    assert compared(taken, read_document(exported(taken), taken), at=NOW).changes == []
    assert exported(taken)["plans"][0]["steps"][0]["move_to"] == "b"  # type: ignore[index]


def test_a_blank_name_is_refused() -> None:
    with pytest.raises(InvalidError, match="queues has something without a name"):
        take({"queues": [{"name": " "}]}, RoutingConfig())
