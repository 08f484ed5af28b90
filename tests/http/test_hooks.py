"""Providers' requests: bytes as they came, unknown channels, forgeries, oversize, overload."""

import io

from yarl import URL

from hub.errors import BusyError
from tests.http.hub import TestHub


async def test_a_channel_gets_the_request_exactly_as_it_was_sent(hub: TestHub) -> None:
    target = "/hooks/toy/status/%C3%A9?b=2&a=%20x"

    answer = await hub.client.post(
        target, data=b"From=%2B1&Body=a+b", headers={"Signature": "right", "Content-Type": "text/plain"}
    )

    [request] = hub.channel.requests
    assert (answer.status, answer.content_type, await answer.read()) == (200, "text/xml", b"<Response/>")
    assert request.method == "POST"
    assert request.body == b"From=%2B1&Body=a+b"
    assert request.subpath == "status/é"
    assert request.headers["signature"] == "right"
    assert request.remote == "127.0.0.1"


async def test_the_raw_target_is_what_the_provider_signed(hub: TestHub) -> None:
    await hub.client.get(URL("/hooks/toy?q=%7e%41", encoded=True), headers={"Signature": "right"})

    assert hub.channel.requests[0].raw_target == "/hooks/toy?q=%7e%41"


async def test_what_is_refused(hub: TestHub) -> None:
    forged = await hub.client.post("/hooks/toy", data=b"x", headers={"Signature": "wrong"})
    unknown = await hub.client.post("/hooks/none", data=b"x")
    huge = await hub.client.post("/hooks/toy", data=io.BytesIO(b"x" * 2_000_000), headers={"Signature": "right"})

    assert (forged.status, unknown.status, huge.status) == (403, 404, 413)


async def test_a_provider_is_asked_to_come_again(hub: TestHub) -> None:
    hub.channel.error = BusyError("intake is behind")

    answer = await hub.client.post("/hooks/toy", data=b"x", headers={"Signature": "right"})

    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_defect_in_a_channel_is_a_5xx_so_that_the_provider_comes_again(hub: TestHub) -> None:
    hub.channel.error = ValueError("a defect")

    answer = await hub.client.post("/hooks/toy", data=b"x", headers={"Signature": "right"})

    assert answer.status == 500
    assert "a defect" not in await answer.text()
