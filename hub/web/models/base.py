"""What all request and answer models share: strict bodies, storable text, pages."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from hub.domain.text import clean_text

Id = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(clean_text)]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean_text)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(clean_text)]
Prose = Annotated[str, StringConstraints(max_length=200_000), AfterValidator(clean_text)]
Words = Annotated[list[Name], Field(max_length=100)]
Version = Annotated[int, Field(ge=1)]
Time = AwareDatetime


def _written_out(value: object) -> object:
    """A bare number in a query would be taken for seconds since 1970."""
    if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "").replace("_", "").isdigit():
        raise ValueError("is a number; write a time like 2026-11-22T10:00:00Z")
    return value


QueryTime = Annotated[AwareDatetime, BeforeValidator(_written_out)]


class Body(BaseModel):
    """A request's JSON: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, object]:
        """Only the fields that the caller wrote, for partial changes."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(BaseModel):
    """A request's query: unknown parameters are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Query):
    """A page of a list: `after` is the `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Line | None = None


class Shown(BaseModel):
    """Something in an answer; more fields may come, so readers ignore what they do not know."""

    model_config = ConfigDict(extra="allow")


class Empty(Body):
    """A body without fields; may be left out."""


class ShownVersioned(Shown):
    """Something with an id and a version."""

    id: str
    version: int
