"""One line of the route table: path, method, who may, what goes in and comes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from aiohttp import web
from pydantic import BaseModel

from hub.domain.users import Role
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller
from hub.services.access.idempotency import RequestKey, keep_answer, refuse_repeat
from hub.services.conflicts import again_when_stale
from hub.services.shapes import Shape
from hub.web.context import WebServices
from hub.web.wire import to_json

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

Answer = Shape | web.StreamResponse | None
Endpoint = Callable[["Call"], Awaitable[Answer]]


class NoQuery(BaseModel, extra="forbid"):
    """For routes without query parameters."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """`roles` None means that nobody has to be signed in; `body` is the request's model, `answer` the success's.

    `raw_body` routes read the request themselves (uploads); an answer of None is 204. `also` are media types in which
    the answer can be had as well.
    """

    method: str
    path: str
    endpoint: Endpoint
    summary: str
    roles: frozenset[Role] | None
    query: type[BaseModel] = NoQuery
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    raw_body: bool = False
    media_type: str = "application/json"
    also: tuple[str, ...] = ()

    @cached_property
    def tag(self) -> str:
        """The first word of the path, which groups the description."""
        return self.path.split("/")[1]


@dataclass(kw_only=True)
class Call:
    """One authorised, checked request on its way through an endpoint."""

    services: WebServices
    request: web.Request
    route: Route
    caller: Caller
    path: Mapping[str, str]
    query: BaseModel
    body: BaseModel | None
    expected_version: int | None
    repeatable: RequestKey | None
    answered_in_transaction: bool = field(default=False)

    def query_as(self, model: type[M]) -> M:
        """The checked query, with the type that the route table promised."""
        if not isinstance(self.query, model):
            raise TypeError(f"{self.route.path} has no query {model.__name__}")
        return self.query

    def body_as(self, model: type[M]) -> M:
        """The checked body, with the type that the route table promised."""
        if not isinstance(self.body, model):
            raise TypeError(f"{self.route.path} has no body {model.__name__}")
        return self.body

    def noted(self, text: str) -> str:
        """What staff write down, without the secrets that are not to be kept."""
        return self.services.settings.masking.text(text)

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on a snapshot."""
        return await self.services.database.read(work)

    async def write(self, work: Callable[[Tx], Shape]) -> Shape:
        """Run `work` in one transaction, together with the memory of its answer when the caller gave a key.

        A row that somebody else changed meanwhile is read and changed again, unless the caller named its version.
        """
        request = self.repeatable
        if request is None:
            return await self._commit(work)

        def remembered(tx: Tx) -> Shape:
            refuse_repeat(tx, request)
            answer = work(tx)
            body, at = to_json(answer), self.services.clock.now()
            keep_answer(tx, request, status=self.route.status, answer=body, at=at)
            return answer

        answer = await self._commit(remembered)
        self.answered_in_transaction = True
        return answer

    async def _commit(self, work: Callable[[Tx], Shape]) -> Shape:
        if self.expected_version is None:
            return await again_when_stale(self.services.database, work)
        return await self.services.database.write(work)


class _Verb(Protocol):
    def __call__(
        self,
        path: str,
        endpoint: Endpoint,
        roles: frozenset[Role] | None,
        summary: str,
        *,
        query: type[BaseModel] = NoQuery,
        body: type[BaseModel] | None = None,
        answer: type[BaseModel] | None = None,
        status: int = 200,
        raw_body: bool = False,
        media_type: str = "application/json",
        also: tuple[str, ...] = (),
    ) -> Route: ...


def _verb(method: str) -> _Verb:
    def line(path: str, endpoint: Endpoint, roles: frozenset[Role] | None, summary: str, **options: Any) -> Route:
        return Route(method=method, path=path, endpoint=endpoint, roles=roles, summary=summary, **options)

    return line


get, post, put, patch, delete = (_verb(each) for each in ("GET", "POST", "PUT", "PATCH", "DELETE"))
