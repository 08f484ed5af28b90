"""What `hub demo` prints: where to look, who to be, what to try."""

import sys

from hub.demo.places import OUR_MAIL, OUR_NUMBER, Places
from hub.demo.staff import PEOPLE_TO_SIGN_IN, SIMULATED_AGENTS, Member

_WIDTH = 92
_ROLES = {
    "anna": "agent in the queue Support",
    "li": "客服，队列 Support（中文界面）",
    "sam": "supervisor and campaigns",
    "admin": "administrator",
}


class Screen:
    """Writes to the terminal; colours only where somebody can see them."""

    def __init__(self) -> None:
        self._colours = sys.stdout.isatty()

    def step(self, text: str) -> None:
        """Tell what is happening while the demo starts."""
        print(self._dim(f"  {text}"), flush=True)

    def problem(self, text: str) -> None:
        """Tell why it does not go on."""
        print(f"hub demo: {text}", file=sys.stderr, flush=True)

    def ready(self, places: Places, token: str) -> None:
        """Everything a newcomer needs, on one screen."""
        print("\n".join(self._lines(places, token)), flush=True)

    def _lines(self, places: Places, token: str) -> list[str]:
        curl = f"curl -H 'Authorization: Bearer {token}' \\"
        workers = ", ".join(member.name for member in SIMULATED_AGENTS)
        return [
            "",
            self._accent(f"  Contact Hub · demo {'─' * (_WIDTH - 21)}"),
            "",
            self._row("Desk", self._bold(places.hub), "sign in, go ready, take what is offered"),
            self._row("Play a customer", self._bold(places.play), "a phone, texts, mail and a shop with chat"),
            "",
            f"  {self._dim('login'.ljust(10) + 'password'.ljust(20) + 'who')}",
            *(self._user(member) for member in PEOPLE_TO_SIGN_IN),
            "",
            self._row("API token", token, ""),
            f"  {curl}",
            f"       '{places.hub}/api/v1/interactions?limit=5'",
            "",
            self._accent("  Try this"),
            f"  1  Open the desk as {self._bold('anna')}, choose {self._bold('Ready')}: the first offer comes at once.",
            "  2  A call rings your telephone, too: on the play page, “Agent’s phone”, press 1.",
            f"  3  Play a customer: call or text {OUR_NUMBER}, mail {OUR_MAIL}, or open the chat.",
            "  4  Answer on the desk and watch it arrive on the play page; then look at the timeline.",
            "",
            self._dim(f"  {workers} are simulated: they work Orders and Billing."),
            self._dim(f"  Log: {places.log}   ·   Ctrl-C stops everything."),
            "",
        ]

    def _row(self, label: str, value: str, note: str) -> str:
        return f"  {label.ljust(17)}{value}   {self._dim(note)}".rstrip()

    def _user(self, member: Member) -> str:
        return f"  {member.login.ljust(10)}{member.password.ljust(20)}{_ROLES[member.login]}"

    def _bold(self, text: str) -> str:
        return self._painted("1", text)

    def _dim(self, text: str) -> str:
        return self._painted("2", text)

    def _accent(self, text: str) -> str:
        return self._painted("1;38;5;63", text)

    def _painted(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colours and text else text
