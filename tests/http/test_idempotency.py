"""The same request twice has one effect."""

import asyncio

from tests.http.hub import TestHub


async def test_a_repeat_gets_the_first_answer(hub: TestHub) -> None:
    anna = await hub.agent()

    first = await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")
    again = await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")

    assert again == first
    assert len((await anna.get("/customers"))["items"]) == 1


async def test_twins_at_the_same_moment_have_one_effect(hub: TestHub) -> None:
    anna = await hub.agent()

    answers = await asyncio.gather(
        *(anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1") for _ in range(10))
    )

    assert len({each["id"] for each in answers}) == 1
    assert len((await anna.get("/customers"))["items"]) == 1


async def test_the_key_with_another_body_is_refused(hub: TestHub) -> None:
    anna = await hub.agent()
    await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")

    problem = await anna.post("/customers", {"name": "Wang"}, status=422, Idempotency_Key="k1")

    assert problem["errors"][0]["field"] == "Idempotency-Key"


async def test_keys_belong_to_their_caller(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")

    first = await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")
    second = await ben.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")

    assert first["id"] != second["id"]


async def test_a_refused_request_may_be_corrected(hub: TestHub) -> None:
    """Only what had an effect is remembered."""
    anna = await hub.agent()
    wrong = {"name": "Li", "time_zone": "Mars/Olympus"}
    await anna.post("/customers", wrong, status=422, Idempotency_Key="k1")

    await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k1")


async def test_a_key_has_a_sensible_length(hub: TestHub) -> None:
    anna = await hub.agent()

    await anna.post("/customers", {"name": "Li"}, status=422, Idempotency_Key="k" * 201)


async def test_a_key_need_not_be_text(hub: TestHub) -> None:
    """Header bytes that are no UTF-8 come as lone surrogates."""
    anna = await hub.agent()

    first = await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k\udcff")
    again = await anna.post("/customers", {"name": "Li"}, status=201, Idempotency_Key="k\udcff")

    assert again["id"] == first["id"]
