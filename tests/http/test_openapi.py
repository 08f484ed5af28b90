"""The description of the API, and random requests made from it against a running hub."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from hub.domain.users import Role
from hub.web.openapi import describe
from hub.web.routes import ROUTES
from tests.http.hub import TestHub, running_hub

DOCUMENT = describe(ROUTES)


def test_every_route_is_described_once() -> None:
    described = [(method.upper(), path) for path, each in DOCUMENT["paths"].items() for method in each]
    identifiers = [each["operationId"] for path in DOCUMENT["paths"].values() for each in path.values()]

    assert sorted(described) == sorted((each.method, each.path) for each in ROUTES)
    assert len(set(identifiers)) == len(identifiers)


def test_every_reference_leads_to_a_model() -> None:
    """Two models of one name would be told apart by their modules, and nothing would refer to them."""
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', orjson.dumps(DOCUMENT).decode()))

    assert named - DOCUMENT["components"]["schemas"].keys() == set()


async def test_the_description_is_open(hub: TestHub) -> None:
    answer = await hub.client.get("/api/v1/openapi.json")

    assert answer.status == 200
    assert (await answer.json())["openapi"] == "3.1.0"


class Served:
    """A hub in a thread of its own, for schemathesis, whose requests block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.stop = asyncio.Event()
        self.url = ""
        self.headers: dict[str, str] = {}
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self._run(),))

    async def _run(self) -> None:
        async with running_hub(f"sqlite:///{self.folder / 'hub.db'}", self.folder) as hub:
            self.url = hub.origin
            self.headers = await hub.token(Role.ADMIN)
            self.ready.set()
            await self.stop.wait()

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(20)
        self.loop.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    hub = Served(tmp_path_factory.mktemp("served"))
    hub.thread.start()
    assert hub.ready.wait(30)
    yield hub
    hub.end()


SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.config.checks.negative_data_rejection.expected_statuses = ["400", "404", "405", "413", "422"]


FOUND = SCHEMA.exclude(path="/session").get_all_operations()
OPERATIONS = [found.ok() for found in FOUND if isinstance(found, Ok)]


EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=[each.label for each in OPERATIONS])


# schemathesis' own `parametrize` finds what is worth trying while tests are collected, each worker for all routes.
@EACH
def test_random_requests_get_described_answers(served: Served, operation: APIOperation[Any, Any, Any, Any]) -> None:
    asking(served, operation, examples=3, systematic=30)()


@pytest.mark.soak
@EACH
def test_all_requests_at_the_limits_get_described_answers(
    served: Served, operation: APIOperation[Any, Any, Any, Any]
) -> None:
    asking(served, operation, examples=30, systematic=10_000)()


def asking(
    served: Served, operation: APIOperation[Any, Any, Any, Any], *, examples: int, systematic: int
) -> Callable[[], None]:
    """Return what sends so many random requests, and at most so many of those at the limits of the description."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case: Any) -> None:
        case.call_and_validate(
            base_url=f"{served.url}/api/v1",
            headers=served.headers,
            timeout=60,
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
                negative_data_rejection,
                ignored_auth,
            ],
        )

    plan = HypothesisTestConfig(project=SCHEMA.config, modes=list(HypothesisTestMode))
    test: Any = create_test(operation=operation, test_func=answers_as_described, config=plan)
    cases = test.hypothesis_explicit_examples
    test.hypothesis_explicit_examples = cases[:: len(cases) // systematic + 1]
    ask: Callable[[], None] = test
    return ask
