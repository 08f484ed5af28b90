"""The carrier's parameter names and choices are those of the installed SDK; its TwiML is that of the SDK's classes."""

import importlib
import inspect
import re
from collections.abc import Mapping
from typing import Any

import pytest
from twilio.twiml import voice_response

from hub.demo.carrier import grammar, numbers, rest_calls, rest_conferences, rest_messages, rest_queues, rest_recordings
from hub.demo.carrier.params import Param, Type

ACCOUNT = "twilio.rest.api.v2010.account."
PAGING = {"PageToken", "Page", "PageSize"}


def sent_names(module: str, method: str) -> set[str]:
    """The parameters that method of the SDK's list or context class puts into its request."""
    source = inspect.getsource(importlib.import_module(ACCOUNT + module))
    body = re.search(rf"def {method}\(.*?data = values\.of\(\s*\{{(.*?)\}}\s*\)", source, re.DOTALL)
    assert body, f"{module}.{method}"
    return set(re.findall(r'"([A-Za-z<>]+)":', body[1])) - PAGING


@pytest.mark.parametrize(
    ("module", "method", "schema"),
    [
        ("message", "_create", rest_messages.CREATE),
        ("message", "_update", rest_messages.UPDATE),
        ("message", "page", rest_messages.LIST),
        ("message.media", "page", rest_messages.MEDIA_LIST),
        ("call", "_create", rest_calls.CREATE),
        ("call", "_update", rest_calls.UPDATE),
        ("call", "page", rest_calls.LIST),
        ("conference", "_update", rest_conferences.UPDATE),
        ("conference", "page", rest_conferences.LIST),
        ("conference.participant", "_create", rest_conferences.CREATE),
        ("conference.participant", "_update", rest_conferences.CHANGE),
        ("conference.participant", "page", rest_conferences.PEOPLE),
        ("recording", "page", rest_recordings.LIST),
        ("incoming_phone_number", "_update", numbers.UPDATE),
        ("incoming_phone_number", "page", numbers.LIST),
        ("queue", "_create", rest_queues.CREATE),
        ("queue.member", "_update", rest_queues.MOVE),
    ],
)
def test_parameter_names_are_the_sdks(module: str, method: str, schema: Mapping[str, Param]) -> None:
    assert set(schema) == sent_names(module, method)


@pytest.mark.parametrize(
    ("module", "enumeration", "param"),
    [
        ("message", "UpdateStatus", rest_messages.UPDATE["Status"]),
        ("message", "ContentRetention", rest_messages.CREATE["ContentRetention"]),
        ("message", "AddressRetention", rest_messages.CREATE["AddressRetention"]),
        ("message", "ScheduleType", rest_messages.CREATE["ScheduleType"]),
        ("message", "TrafficType", rest_messages.CREATE["TrafficType"]),
        ("message", "RiskCheck", rest_messages.CREATE["RiskCheck"]),
        ("call", "Status", rest_calls.LIST["Status"]),
        ("call", "UpdateStatus", rest_calls.UPDATE["Status"]),
        ("conference", "Status", rest_conferences.LIST["Status"]),
        ("conference", "UpdateStatus", rest_conferences.UPDATE["Status"]),
        ("incoming_phone_number", "VoiceReceiveMode", numbers.UPDATE["VoiceReceiveMode"]),
        ("incoming_phone_number", "EmergencyStatus", numbers.UPDATE["EmergencyStatus"]),
    ],
)
def test_choices_are_the_sdks(module: str, enumeration: str, param: Param) -> None:
    instance = next(
        kind
        for name, kind in vars(importlib.import_module(ACCOUNT + module)).items()
        if name.endswith("Instance") and hasattr(kind, enumeration)
    )
    choices = {value for name, value in vars(getattr(instance, enumeration)).items() if name.isupper()}
    assert set(param.choices) == choices


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def attributes(parent: Any, method: str) -> set[str]:
    given = inspect.signature(getattr(parent, method)).parameters
    skipped = {"self", "kwargs", "message", "url", "name", "phone_number", "identity", "number"}
    if (method, parent) in {
        ("number", voice_response.Dial),
        ("client", voice_response.Dial),
        ("queue", voice_response.Dial),
    }:
        skipped -= {"url"}
    return {camel(name) for name in given if name not in skipped}


@pytest.mark.parametrize(
    ("parent", "verbs"),
    [
        (
            "VoiceResponse",
            ["Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject", "Enqueue", "Leave"],
        ),
        ("Dial", ["Number", "Client", "Conference", "Queue"]),
    ],
)
def test_attributes_are_those_of_the_sdks_classes(parent: str, verbs: list[str]) -> None:
    for verb in verbs:
        known = set(grammar.ATTRIBUTES[verb])
        assert known == attributes(getattr(voice_response, parent), verb.lower()), verb


def test_every_choice_is_closed() -> None:
    for schema in (rest_messages.CREATE, rest_calls.CREATE, rest_conferences.CREATE, *grammar.ATTRIBUTES.values()):
        assert all(param.choices for param in schema.values() if param.type is Type.ENUM)
