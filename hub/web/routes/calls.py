"""Live calls: hand over, control, listen; and the softphone."""

from hub.web.api import calls, operations
from hub.web.models import calls as m
from hub.web.models.base import Shown
from hub.web.models.interactions import ShownInteraction
from hub.web.roles import AGENTS, DESK, SUPERVISORS
from hub.web.route import delete, get, post

_MONITOR = "/interactions/{id}/monitor"

ROUTES = (
    post(
        "/interactions/{id}/transfer",
        calls.transfer,
        DESK,
        "Give to an agent or a queue, or (warm) ask them first",
        body=m.TransferBody,
        answer=ShownInteraction,
    ),
    post(
        "/interactions/{id}/call",
        calls.control,
        DESK,
        "Hold, mute, hang up, keypad tones, the steps of a warm transfer",
        body=m.CallBody,
        answer=ShownInteraction,
    ),
    get(_MONITOR, calls.monitors, SUPERVISORS, "Who listens", answer=m.ShownMonitors),
    post(_MONITOR, calls.monitor, SUPERVISORS, "Listen, whisper, barge", body=m.MonitorBody, answer=m.ShownMonitors),
    delete(_MONITOR, calls.stop_monitoring, SUPERVISORS, "Leave the call as it is"),
    get("/voice/token", operations.voice_token, AGENTS, "What the softphone signs in with", answer=Shown),
)
