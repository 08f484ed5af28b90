"""Who works at the demo shop: the people you may sign in as, and the simulated agents of other queues."""

from dataclasses import dataclass

# Passwords with this ending are public; outside the demo the hub refuses them.
PASSWORD_ENDING = "-demo-only"

SUPPORT, ORDERS, BILLING = "Support", "Orders", "Billing"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A user of the demo. Simulated ones work by themselves; the others wait for you."""

    login: str
    name: str
    roles: tuple[str, ...] = ("agent",)
    queues: tuple[str, ...] = ()
    language: str = "en"
    phone: str = ""
    simulated: bool = False

    @property
    def password(self) -> str:
        return f"{self.login}{PASSWORD_ENDING}"


STAFF = (
    Member(login="anna", name="Anna Ruiz", queues=(SUPPORT,), phone="+14155550111"),
    Member(login="li", name="李伟", queues=(SUPPORT,), language="zh-CN", phone="+14155550112"),
    Member(login="sam", name="Sam Becker", roles=("supervisor", "campaigns")),
    Member(login="admin", name="Administrator", roles=("admin", "supervisor")),
    Member(login="maya", name="Maya Okafor", queues=(ORDERS,), phone="+14155550121", simulated=True),
    Member(login="chenjing", name="陈静", queues=(ORDERS,), language="zh-CN", phone="+14155550122", simulated=True),
    Member(login="tom", name="Tom Lindqvist", queues=(BILLING,), phone="+14155550123", simulated=True),
    Member(login="yuki", name="Yuki Tanaka", queues=(BILLING,), phone="+14155550124", simulated=True),
)

PEOPLE_TO_SIGN_IN = tuple(member for member in STAFF if not member.simulated)
SIMULATED_AGENTS = tuple(member for member in STAFF if member.simulated)
