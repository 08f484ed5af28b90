"""Records over HTTP: attribute definitions, organisations, filters, export, duplicates, merge rules."""

import csv
import io
from typing import Any

import pytest

from hub.domain.users import Role
from hub.services.customers.duplicate_sifting import DuplicateSifting
from tests.http.hub import Browser, TestHub


async def customer(browser: Browser, **own: Any) -> dict[str, Any]:
    made: dict[str, Any] = await browser.post("/customers", own, status=201)
    return made


def point(kind: str, value: str, state: str = "claimed") -> dict[str, str]:
    return {"kind": kind, "value": value, "state": state}


async def sifted(hub: TestHub) -> None:
    await DuplicateSifting(database=hub.database, clock=hub.services.clock).tend()


# ---------------------------------------------------------------- attributes


@pytest.mark.parametrize(
    ("type_", "good", "canonical", "bad"),
    [
        ("number", "1,200.50", "1200.5", "many"),
        ("date", "2026/3/9", "2026-03-09", "2026-02-30"),
        ("boolean", "是", "true", "perhaps"),
        ("choice", "GOLD", "gold", "tin"),
        ("choices", "gold;silver", "gold;silver", "gold;tin"),
    ],
)
async def test_values_are_held_against_their_definition(
    hub: TestHub, type_: str, good: str, canonical: str, bad: str
) -> None:
    admin = await hub.admin()
    choices = ["gold", "silver"] if type_.startswith("choice") else []
    await admin.post("/customer-fields", {"key": "thing", "type": type_, "choices": choices}, status=201)

    made = await customer(admin, name="Anna", attributes={"thing": good, "undefined": "stays"})
    refused = await admin.patch(f"/customers/{made['id']}", {"attributes": {"thing": bad}}, status=422)

    assert made["attributes"] == {"thing": canonical, "undefined": "stays"}
    assert refused["errors"][0]["field"] == "attributes.thing"


async def test_a_new_definition_breaks_no_old_record(hub: TestHub) -> None:
    admin = await hub.admin()
    old = await customer(admin, name="Anna", attributes={"size": "large"})
    await admin.post("/customer-fields", {"key": "size", "type": "number", "required": True}, status=201)

    changed = await admin.patch(f"/customers/{old['id']}", {"attributes": {"size": "large", "shoe": "38"}})
    missing = await admin.post("/customers", {"name": "Bert"}, status=422)

    assert changed["attributes"]["size"] == "large"
    assert missing["errors"][0]["field"] == "attributes.size"


async def test_definitions_are_the_administrators(hub: TestHub) -> None:
    admin, agent = await hub.admin(), await hub.agent()
    body = {"key": "grade", "label_en": "Grade", "label_zh": "等级", "type": "choice", "choices": ["a", "b"]}
    made = await admin.post("/customer-fields", body, status=201)

    await agent.post("/customer-fields", {"key": "mine"}, status=403)
    await admin.post("/customer-fields", body, status=409)
    await admin.patch(f"/customer-fields/{made['id']}", {"choices": []}, status=422)
    await admin.patch(f"/customer-fields/{made['id']}", {"choices": ["a"]}, version=1)
    await admin.patch(f"/customer-fields/{made['id']}", {"choices": ["b"]}, version=1, status=412)
    assert [each["choices"] for each in (await agent.get("/customer-fields"))["items"]] == [["a"]]
    await admin.send("DELETE", f"/customer-fields/{made['id']}", status=204)


async def test_personal_values_are_for_those_who_serve_customers(hub: TestHub) -> None:
    admin, agent = await hub.admin(), await hub.agent()
    await hub.add_user("cara", Role.CAMPAIGNS)
    cara = await hub.sign_in("cara")
    await admin.post("/customer-fields", {"key": "passport", "personal": True}, status=201)
    made = await customer(admin, name="Anna", attributes={"passport": "X1234567", "shoe": "38"})

    seen = {each.cookie: await each.get(f"/customers/{made['id']}") for each in (agent, cara)}
    [listed] = (await cara.get("/customers"))["items"]

    assert seen[agent.cookie]["attributes"] == {"passport": "X1234567", "shoe": "38"}
    assert seen[cara.cookie]["attributes"] == listed["attributes"] == {"passport": "•••", "shoe": "38"}


async def test_every_change_of_a_record_is_in_the_audit(hub: TestHub) -> None:
    admin = await hub.admin()
    made = await customer(admin, name="Anna")
    await admin.patch(f"/customers/{made['id']}", {"notes": "x"})
    added = await admin.post(f"/customers/{made['id']}/contact-points", point("email", "a@example.com"), status=201)
    path = f"/customers/{made['id']}/contact-points/{added['contact_points'][0]['id']}"
    await admin.patch(path, {"state": "shared"})
    await admin.send("DELETE", path)

    actions = [each["action"] for each in (await admin.get("/audit"))["items"] if each["subject"] == made["id"]]
    assert sorted(actions) == [
        "customer.address_added",
        "customer.address_corrected",
        "customer.address_removed",
        "customer.created",
        "customer.updated",
    ]


# ---------------------------------------------------------------- organisations, filters, export


async def test_people_belong_to_organisations_and_none_to_itself(hub: TestHub) -> None:
    admin = await hub.admin()
    firm = await customer(admin, name="Harbour Ltd", kind="organisation")
    branch = await customer(admin, name="Harbour North", kind="organisation", organisation_id=firm["id"])
    anna = await customer(admin, name="Anna", organisation_id=branch["id"])

    circle = await admin.patch(f"/customers/{firm['id']}", {"organisation_id": branch["id"]}, status=422)
    person = await admin.patch(f"/customers/{branch['id']}", {"organisation_id": anna["id"]}, status=422)
    await admin.patch(f"/customers/{branch['id']}", {"kind": "person"}, status=409)
    members = await admin.get(f"/customers?organisation_id={branch['id']}")

    assert circle["errors"][0]["field"] == person["errors"][0]["field"] == "organisation_id"
    assert [each["name"] for each in members["items"]] == ["Anna"]


async def test_an_organisations_people_follow_a_merge_and_its_undoing(hub: TestHub) -> None:
    agent = await hub.agent()
    first = await customer(agent, name="Harbour", kind="organisation")
    second = await customer(agent, name="Harbour Ltd", kind="organisation")
    anna = await customer(agent, name="Anna", organisation_id=second["id"])

    merged = await agent.post(f"/customers/{first['id']}/merge", {"source_id": second["id"]})
    after = await agent.get(f"/customers/{anna['id']}")
    await agent.post(f"/customers/merges/{merged['merge_id']}/undo")
    back = await agent.get(f"/customers/{anna['id']}")

    assert (after["organisation_id"], back["organisation_id"]) == (first["id"], second["id"])


async def test_filters_narrow_the_list(hub: TestHub) -> None:
    admin = await hub.admin()
    agent = await hub.agent()
    await customer(admin, name="Anna", team="north", lifecycle="existing", owner_agent_id=agent.agent_id, tags=["vip"])
    await customer(admin, name="Bert", team="south")

    for query in ("team=north", "lifecycle=existing", "has_owner=true", "tag=vip"):
        assert [each["name"] for each in (await admin.get(f"/customers?{query}"))["items"]] == ["Anna"], query
    assert [each["name"] for each in (await admin.get("/customers?has_owner=false"))["items"]] == ["Bert"]
    assert (await admin.get("/customers?class=loyalty=gold"))["items"] == []
    await admin.get("/customers?class=gold", status=422)


async def test_an_export_runs_no_formula_and_comes_back_in(hub: TestHub) -> None:
    admin = await hub.admin()
    made = await customer(
        admin,
        name="=HYPERLINK(1)",
        contact_points=[point("phone", "+14155550101"), point("email", "a@example.com")],
        birthday={"calendar": "lunar", "month": 8, "day": 15},
        notes="two\nlines",
        attributes={"shop": "Harbour"},
    )
    await admin.post("/customer-fields", {"key": "shop"}, status=201)

    answer = await admin.raw("GET", "/customers/export.csv")
    text = await answer.text()
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert (row["name"], row["phone"], row["birthday"]) == ("'=HYPERLINK(1)", "'+14155550101", "lunar 08-15")

    from tests.http.test_imports import uploaded, worked  # noqa: PLC0415 - the two halves of one round

    done = await worked(hub, admin, await uploaded(admin, text), "run")
    assert done["counts"] == {"unchanged": 1}
    assert (await admin.get(f"/customers/{made['id']}"))["version"] == 1


# ---------------------------------------------------------------- duplicates


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ({"name": "Ångström, Eva"}, {"name": "eva angstrom"}, ["name"]),
        ({"name": "陳大文"}, {"name": "陈大文先生"}, ["name"]),
        (
            {"name": "Jon Smith", "birthday": {"month": 3, "day": 9, "year": 1980}},
            {"name": "John Smith", "birthday": {"month": 3, "day": 9, "year": 1980}},
            ["similar_name", "birthday"],
        ),
        (
            {"name": "Eva Berg", "contact_points": [point("email", "eva.berg@gmail.com")]},
            {"name": "E. Berg", "contact_points": [point("email", "evaberg+shop@gmail.com")]},
            ["similar_address", "similar_name"],
        ),
        (
            {"name": "A", "external_ids": [{"source": "crm", "id": "1"}]},
            {"name": "B", "external_ids": [{"source": "crm", "id": "1"}]},
            ["external_id"],
        ),
    ],
)
async def test_records_of_one_customer_are_proposed_with_their_evidence(
    hub: TestHub, one: dict[str, Any], other: dict[str, Any], kinds: list[str]
) -> None:
    agent = await hub.agent()
    await customer(agent, **one)
    await customer(agent, **other)
    await sifted(hub)

    items = (await agent.get("/duplicates"))["items"]

    assert [[each["kind"] for each in item["evidence"]] for item in items] == [kinds]


async def test_who_was_parted_is_not_proposed_again(hub: TestHub) -> None:
    agent = await hub.agent()
    first = await customer(agent, name="Eva Angstrom")
    second = await customer(agent, name="Eva Ångström")
    await customer(agent, name="Eva Berg")
    await sifted(hub)
    [proposal] = (await agent.get("/duplicates"))["items"]

    await agent.post(f"/duplicates/{proposal['id']}/dismiss")
    await agent.post(f"/duplicates/{proposal['id']}/dismiss", status=409)
    await agent.patch(f"/customers/{first['id']}", {"notes": "changed"})
    await sifted(hub)
    assert (await agent.get("/duplicates"))["items"] == []

    merged = await agent.post(f"/customers/{first['id']}/merge", {"source_id": second["id"]})
    await agent.post(f"/customers/merges/{merged['merge_id']}/undo")
    await sifted(hub)
    assert (await agent.get("/duplicates"))["items"] == []
    assert len((await agent.get("/duplicates?state=dismissed"))["items"]) == 1


async def test_a_rule_merges_by_itself_only_on_proof_and_only_when_it_is_on(hub: TestHub) -> None:
    admin = await hub.admin()
    ids = [{"source": "crm", "id": "1"}]
    first = await customer(admin, name="Eva Berg", external_ids=ids)
    second = await customer(admin, name="Berg, Eva", external_ids=ids)
    await admin.post("/merge-rules", {"name": "claimed", "needs": ["address", "name"]}, status=422)
    rule = await admin.post("/merge-rules", {"name": "same id and name", "needs": ["external_id", "name"]}, status=201)
    await sifted(hub)
    assert len((await admin.get("/duplicates"))["items"]) == 1

    await admin.patch(f"/merge-rules/{rule['id']}", {"enabled": True})
    await sifted(hub)

    assert (await admin.get(f"/customers/{second['id']}"))["merged_into"] == first["id"]
    [journal] = (await admin.get(f"/customers/{first['id']}/merges"))["items"]
    assert journal["by"] == "rule same id and name"
    await admin.post(f"/customers/merges/{journal['id']}/undo")
    await sifted(hub)
    assert (await admin.get(f"/customers/{second['id']}"))["merged_into"] is None


async def test_shared_and_blocked_addresses_are_listed_with_whose_they_are(hub: TestHub) -> None:
    agent = await hub.agent()
    await customer(agent, name="Anna", contact_points=[point("phone", "+14155550101", "shared")])
    await customer(agent, name="Bert", contact_points=[point("email", "b@example.com", "blocked")])
    await customer(agent, name="Cleo", contact_points=[point("email", "c@example.com", "verified")])

    both = (await agent.get("/addresses"))["items"]
    shared = (await agent.get("/addresses?state=shared"))["items"]

    assert [each["customer_name"] for each in both] == ["Bert", "Anna"]
    assert [(each["value"], each["state"]) for each in shared] == [("+14155550101", "shared")]
