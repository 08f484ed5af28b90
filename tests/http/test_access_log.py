"""What is logged of requests, and what never is."""

import logging
from typing import Any

import pytest

from tests.http.hub import PASSWORD, TestHub


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(each) for each in caplog.records if each.name == "hub.access"]


async def test_a_request_is_one_line_with_its_id(hub: TestHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hub.access")

    answer = await hub.client.get("/api/v1/customers/abc?q=secret")

    [line] = lines(caplog)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/customers/abc", 401)
    assert line["request_id"] == answer.headers["X-Request-Id"]


async def test_no_secret_and_no_message_is_logged(hub: TestHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    anna = await hub.agent()

    await anna.post("/customers", {"name": "Secretive"}, status=201)
    await hub.client.get("/media/a-signed-token")
    await hub.client.post("/hooks/toy", data=b"private words", headers={"Signature": "wrong"})
    await anna.get("/search?q=whisper")

    logged = "\n".join(str(vars(each)) for each in caplog.records)
    for secret in (PASSWORD, anna.cookie, anna.csrf, "Secretive", "a-signed-token", "private words", "whisper"):
        assert secret not in logged


async def test_providers_requests_are_counted_not_logged(hub: TestHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hub.access")

    await hub.client.post("/hooks/toy", data=b"x", headers={"Signature": "right"})
    await hub.client.post("/hooks/toy", data=b"x", headers={"Signature": "wrong"})

    assert [each["status"] for each in lines(caplog)] == [403]
    metrics = await (await hub.client.get("/metrics")).text()
    assert 'hub_webhooks_received_total{channel="toy",status="200"} 1.0' in metrics
    assert 'hub_webhooks_received_total{channel="toy",status="403"} 1.0' in metrics
