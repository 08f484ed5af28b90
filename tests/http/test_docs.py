"""docs/api.md names everything there is."""

from pathlib import Path

from hub.domain.events import EventType
from hub.web.routes import ROUTES

API = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def test_every_route_is_in_the_docs() -> None:
    documented = {line.split("`")[1] for line in API.splitlines() if line.startswith("| `") and " /" in line}

    assert documented == {f"{each.method} {each.path}" for each in ROUTES}


def test_every_event_type_is_in_the_docs() -> None:
    assert [each.value for each in EventType if f"`{each.value}`" not in API] == []
