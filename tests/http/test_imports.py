"""Lists over HTTP: uploaded, mapped, checked, taken in, mended."""

from io import BytesIO
from typing import Any

from aiohttp import ClientResponse, FormData

from hub.domain.users import Role
from tests.http.hub import Browser, TestHub

LIST = "姓名,手机,email,生日,编号\n李雷,+8613800138000,lilei@example.com,1990-02-03,1\n韩梅梅,12,,1990-02-30,2\n,,,,\n"


def form(data: bytes | str, name: str = "list.csv") -> FormData:
    made = FormData()
    made.add_field(
        "file", BytesIO(data.encode() if isinstance(data, str) else data), filename=name, content_type="text/csv"
    )
    return made


async def upload(browser: Browser, data: bytes | str) -> ClientResponse:
    return await browser.hub.client.post("/api/v1/imports?source=crm", headers=browser.headers, data=form(data))


async def uploaded(browser: Browser, data: bytes | str) -> dict[str, Any]:
    answer = await upload(browser, data)
    assert answer.status == 201, await answer.text()
    shown: dict[str, Any] = await answer.json()
    return shown


async def worked(hub: TestHub, browser: Browser, job: dict[str, Any], verb: str) -> dict[str, Any]:
    """Begin, and let the hub's recurring work come by until it is done."""
    await browser.post(f"/imports/{job['id']}/{verb}")
    while (shown := await browser.get(f"/imports/{job['id']}"))["state"] in {"checking", "running"}:
        await hub.services.imports.tend()
    whole: dict[str, Any] = shown
    return whole


async def test_a_list_is_mapped_checked_taken_in_and_mended(hub: TestHub) -> None:
    admin = await hub.admin()
    job = await uploaded(admin, LIST.encode("gb18030"))

    assert (job["charset"], job["delimiter"], job["rows"], job["state"]) == ("gb18030", ",", 3, "uploaded")
    assert job["mapping"] == {
        "姓名": "name",
        "手机": "phone",
        "email": "email",
        "生日": "birthday",
        "编号": "external_id",
    }

    checked = await worked(hub, admin, job, "check")
    assert (await admin.get("/customers"))["items"] == []
    done = await worked(hub, admin, job, "run")
    assert checked["counts"] == done["counts"] == {"added": 1, "wrong": 2}

    faults = (await admin.get(f"/imports/{job['id']}/faults"))["items"]
    assert [(each["number"], [one["column"] for one in each["problems"]]) for each in faults] == [
        (3, ["生日", "手机"]),
        (4, ["姓名"]),
    ]
    saved = await (await admin.raw("GET", f"/imports/{job['id']}/faults.csv")).text()
    assert "there is no such day" in saved

    still = await admin.patch(f"/imports/{job['id']}/rows/3", {"cells": {"手机": "+8613800138001"}})
    assert [each["column"] for each in still["problems"]] == ["生日"]
    mended = await admin.patch(f"/imports/{job['id']}/rows/3", {"cells": {"生日": "1990-02-28"}})
    assert mended["state"] == "mended"
    assert (await admin.get(f"/imports/{job['id']}"))["counts"] == {"added": 2, "wrong": 1}
    again = await admin.patch(f"/imports/{job['id']}/rows/3", {"cells": {"生日": "1990-02-27"}}, status=409)
    assert "taken in already" in again["detail"]

    customers = (await admin.get("/customers"))["items"]
    assert {each["name"]: each["external_ids"] for each in customers} == {
        "李雷": [{"source": "crm", "id": "1"}],
        "韩梅梅": [{"source": "crm", "id": "2"}],
    }


async def test_a_check_says_what_the_run_would_do_also_of_rows_about_one_customer(hub: TestHub) -> None:
    admin = await hub.admin()
    rows = [f"Person {number},p{number}@example.com,{number}" for number in range(450)]
    repeated = ["Person 7 B,p7@example.com,7", "Person 8,p8@example.com,8", "Somebody else,p9@example.com,"]
    job = await uploaded(admin, "\n".join(["name,email,id", *rows, *repeated]))

    checked = await worked(hub, admin, job, "check")
    done = await worked(hub, admin, job, "run")

    assert checked["counts"] == done["counts"] == {"added": 450, "changed": 1, "unchanged": 1, "wrong": 1}


async def test_a_claimed_address_joins_nobody(hub: TestHub) -> None:
    admin = await hub.admin()
    await worked(hub, admin, await uploaded(admin, "name,phone\nAnna Berg,+14155550101\n"), "run")

    job = await worked(hub, admin, await uploaded(admin, "name,phone\nZhou Wei,+14155550101\n"), "run")
    fault = (await admin.get(f"/imports/{job['id']}/faults"))["items"][0]

    assert "is claimed by Anna Berg" in fault["problems"][0]["message"]
    assert "Zhou Wei" in fault["problems"][0]["message"]


async def test_a_list_is_taken_in_once_and_cancelled_ones_never(hub: TestHub) -> None:
    admin = await hub.admin()
    done = await worked(hub, admin, await uploaded(admin, "name\nAnna\n"), "run")
    cancelled = await uploaded(admin, "name\nBert\n")
    await admin.post(f"/imports/{cancelled['id']}/cancel")

    for job in (done, cancelled):
        await admin.post(f"/imports/{job['id']}/run", status=409)
    assert len((await admin.get("/customers"))["items"]) == 1


async def test_a_mapping_is_corrected_and_what_is_wrong_with_it_told(hub: TestHub) -> None:
    admin = await hub.admin()
    job = await uploaded(admin, "who,where\nAnna,anna@example.com\n")
    assert job["mapping"] == {}

    await admin.post(f"/imports/{job['id']}/run", status=422)
    unknown = await admin.patch(f"/imports/{job['id']}", {"mapping": {"who": "nobody"}}, status=422)
    await admin.patch(f"/imports/{job['id']}", {"mapping": {"who": "name", "where": "email"}})

    assert unknown["errors"][0]["field"] == "mapping.who"
    assert (await worked(hub, admin, job, "run"))["counts"] == {"added": 1}


async def test_bad_files_get_a_clear_answer_and_leave_nothing(hub: TestHub) -> None:
    admin = await hub.admin()
    for data in (b"", b"name\n", b'name\n"open', b"\xff\xfe\x00"):
        answer = await upload(admin, data)
        assert answer.status == 422, data
        assert (await answer.json())["errors"][0]["field"] == "file"
    large = await upload(admin, b"name\n" + b"Anna\n" * 8_000_000)
    assert large.status == 413
    assert (await admin.get("/imports"))["items"] == []


async def test_agents_import_nothing(hub: TestHub) -> None:
    agent = await hub.agent()
    await agent.get("/imports", status=403)
    headers = await hub.token(Role.INTEGRATION)
    assert (await hub.client.get("/api/v1/imports", headers=headers)).status == 200
