"""Who asks: a signed-in user or a program with a token, with what they may do."""

from dataclasses import dataclass

from hub.domain.interactions import Interaction
from hub.domain.messages import Author, AuthorType
from hub.domain.users import ApiToken, Role, Session, User
from hub.errors import ForbiddenError
from hub.services.shapes import agents_wrapping


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The one behind a request: exactly one of `user` and `token`; `session` when the browser's cookie said who."""

    user: User | None = None
    token: ApiToken | None = None
    session: Session | None = None

    @property
    def id(self) -> str:
        """The user's or token's id."""
        return self.user.id if self.user else self.token.id if self.token else ""

    @property
    def roles(self) -> frozenset[Role]:
        """What the caller may act as."""
        return self.user.roles if self.user else self.token.roles if self.token else frozenset()

    @property
    def agent_id(self) -> str | None:
        """The agent that the user is, if any."""
        return self.user.agent_id if self.user else None

    @property
    def actor(self) -> str:
        """The caller's name in the audit: `user:anna`, `token:shop`."""
        if self.user:
            return f"user:{self.user.login}"
        return f"token:{self.token.name}" if self.token else "nobody"

    @property
    def by(self) -> str:
        """Who routing is told: the agent's id, else the name (see `hub.ports.router`)."""
        return self.agent_id or self.actor

    @property
    def author(self) -> Author:
        """The caller as the writer of a message."""
        if self.user:
            return Author(type=AuthorType.AGENT, id=self.agent_id or self.user.id, name=self.user.name)
        return Author(type=AuthorType.AGENT, id=self.id, name=self.token.name if self.token else "")

    @property
    def supervises(self) -> bool:
        """Whether others' work is the caller's business too."""
        return bool(self.roles & {Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION})


def require_hand_on(caller: Caller, interaction: Interaction) -> None:
    """Allow work on an interaction to the agent who has it, or still wraps it up, and to those who supervise."""
    if caller.supervises or (caller.agent_id is not None and caller.agent_id == interaction.agent_id):
        return
    if caller.agent_id in agents_wrapping(interaction):
        return
    holder = "another agent" if interaction.agent_id else "nobody yet"
    raise ForbiddenError(f"interaction {interaction.id} belongs to {holder}; accept it or let it be transferred first")


def require_self(caller: Caller, agent_id: str) -> None:
    """Allow an agent's own affairs to that agent, and to those who supervise."""
    if caller.supervises or caller.agent_id == agent_id:
        return
    raise ForbiddenError(f"agent {agent_id} is somebody else; only a supervisor may do that for others")
