"""A caller's wish to be called back: music outside the conference, the key, the number, and the place that is kept."""

import logging

import phonenumbers

from hub.domain.calls import CallLeg
from hub.domain.interactions import Interaction, InteractionState
from hub.errors import ConflictError, NotFoundError
from hub.ports.call_line import CallLine
from hub.ports.channels import CallRef, CallStep
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.calls.conference import Conferences
from hub.services.calls.entry import CallEntry
from hub.services.calls.steps import (
    ask_number,
    before,
    farewell,
    go_to,
    hang_up,
    join,
    line_with_key,
    say,
    wait_in_queue,
)
from hub.services.calls.texts import language_of, spoken
from hub.services.intake.entry import EntryDesk

_log = logging.getLogger(__name__)
_TRIES = 3
_IN_LINE = (InteractionState.WAITING, InteractionState.OFFERED)


class CallbackDesk:
    """Answers the steps of callers in queues that call back."""

    def __init__(
        self, *, database: Database, router: Router, conferences: Conferences, entry: CallEntry, desk: EntryDesk
    ) -> None:
        self._database = database
        self._router = router
        self._conferences = conferences
        self._entry = entry
        self._desk = desk

    async def wait(self, line: CallLine, call: CallRef) -> CallStep:
        """Music with the key to press; an agent who is there meanwhile is met in the conference."""
        leg, interaction = await self._caller(line, call)
        if leg is None or interaction is None or not interaction.state.is_open:
            return CallStep(instructions=(hang_up(),))
        rule = await self._key(interaction)
        is_waiting = interaction.state in _IN_LINE
        if rule is None or not (is_waiting or (leg.outside and interaction.state is InteractionState.CONNECTING)):
            return await self.talk(line, call)
        if is_waiting and not leg.outside:
            await self._conferences.note(leg, outside=True)
        told = call.params.get("announced", "")
        position = await self._entry.position(interaction.id) if is_waiting else None
        return line_with_key(
            line.script, _language(line, interaction), rule, position, int(told) if told.isdigit() else None
        )

    async def key(self, line: CallLine, call: CallRef) -> CallStep:
        """The key for the callback, or any other, which changes nothing."""
        _, interaction = await self._caller(line, call)
        if interaction is None or call.params.get("digits") != await self._key(interaction):
            return go_to("line")
        return go_to("callback")

    async def offer(self, line: CallLine, call: CallRef) -> CallStep:
        """Ask for the number; the caller's own needs only a yes."""
        _, interaction = await self._caller(line, call)
        if interaction is None or await self._key(interaction) is None:
            return go_to("line")
        number = _dialable(interaction.address, line.region)
        return ask_number(_language(line, interaction), number, attempt=1, invalid=False)

    async def number(self, line: CallLine, call: CallRef) -> CallStep:
        """1 agrees to the number that was read out; other digits are another number; silence goes back to waiting."""
        leg, interaction = await self._caller(line, call)
        if leg is None or interaction is None or interaction.state not in _IN_LINE:
            return go_to("line")
        digits, number = call.params.get("digits", ""), call.params.get("number", "")
        language, attempt = _language(line, interaction), int(call.params.get("attempt") or 1)
        if digits == "1" and number:
            return await self._agreed(leg, interaction, number, language)
        if not digits or attempt >= _TRIES:
            return go_to("line")
        other = _dialable(digits, line.region)
        return ask_number(language, other or number, attempt=attempt + 1, invalid=not other)

    async def talk(self, line: CallLine, call: CallRef) -> CallStep:
        """Fetched into the conference, where the agent is, or music until one comes."""
        leg, interaction = await self._caller(line, call)
        if leg is None or interaction is None or not interaction.state.is_open:
            return CallStep(instructions=(hang_up(),))
        if interaction.state in _IN_LINE:
            return wait_in_queue(interaction.id)
        return CallStep(instructions=(join(interaction.id, "customer", starts=True, ends=True),))

    async def _agreed(self, leg: CallLeg, interaction: Interaction, number: str, language: str) -> CallStep:
        try:
            await self._router.ask_callback(leg.interaction_id, number)
        except (ConflictError, NotFoundError) as error:
            _log.info("no callback", extra={"interaction_id": leg.interaction_id, "reason": str(error)})
            known = await self._database.read(lambda tx: tx.work_items.callbacks(interaction.queue_id or ""))
            is_known = any(each.callback and each.callback.number == number for each in known)
            text = spoken("callback_known" if is_known else "callback_refused", language)
            return before(go_to("line"), say(text, language))
        await self._conferences.note(leg, released=True)
        return farewell("callback_set", language)

    async def _key(self, interaction: Interaction) -> str | None:
        book = await self._desk.book()
        queue = book.queues.get(interaction.queue_id or "")
        return queue.callback.digit if queue and queue.callback else None

    async def _caller(self, line: CallLine, call: CallRef) -> tuple[CallLeg | None, Interaction | None]:
        def read(tx: Tx) -> tuple[CallLeg | None, Interaction | None]:
            leg = tx.call_legs.by_provider_id(line.name, call.provider_id)
            return leg, tx.interactions.get(leg.interaction_id) if leg else None

        return await self._database.read(read)


def _language(line: CallLine, interaction: Interaction) -> str:
    return language_of(line.script, interaction.language)


def _dialable(text: str, region: str | None) -> str:
    """The number in E.164, or "" when nobody could be called there (https://www.itu.int/rec/T-REC-E.164)."""
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
