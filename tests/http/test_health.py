"""For whoever watches over the process."""

import pytest

from hub.errors import Problem
from hub.ports.channels import LinkState
from hub.web.app import stop_taking
from tests.http.hub import TestHub


async def test_ready(hub: TestHub) -> None:
    assert (await hub.client.get("/healthz")).status == 200
    answer = await hub.client.get("/readyz")
    assert (answer.status, await answer.json()) == (200, {"status": "ready", "problems": []})


@pytest.mark.parametrize("cause", ["routing", "channel", "desk", "database", "stopping"])
async def test_unready_says_why(hub: TestHub, cause: str) -> None:
    field = cause
    if cause == "routing":
        hub.readiness.found.append(Problem(field="routing", message="is starting"))
    elif cause == "channel":
        hub.services.channels.set_state("toy", LinkState.NEEDS_ATTENTION, "the password is wrong")
        field = "channels.toy"
    elif cause == "desk":
        (hub.services.settings.desk / "index.html").unlink()
    elif cause == "database":
        await hub.close_database()
    else:
        stop_taking(hub.client.app)
        field = "process"

    answer = await hub.client.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["problems"][0]["field"] == field
    assert (await hub.client.get("/healthz")).status == 200


async def test_metrics_count_by_route(hub: TestHub) -> None:
    await hub.client.get("/api/v1/customers/one")
    await hub.client.get("/api/v1/customers/two")

    text = await (await hub.client.get("/metrics")).text()

    assert 'hub_http_requests_total{method="GET",route="/api/v1/customers/{id}",status="401"} 2.0' in text
    assert "hub_desk_sockets 0.0" in text
