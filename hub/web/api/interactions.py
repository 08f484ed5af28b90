"""/interactions: the log, contacts that agents begin, and what routing does with them."""

from datetime import datetime

from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.sla import SlaState
from hub.errors import BusyError, InvalidError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.access.callers import require_hand_on
from hub.services.conversations.edit import edit as edit_interaction
from hub.services.conversations.edit import mark_read, require_interaction
from hub.services.conversations.outgoing import Draft, write_note
from hub.services.conversations.replies import FirstContact, HandWritten, log_by_hand, write_first
from hub.services.desk.snapshot import OPEN_STATES
from hub.services.events.announce import interaction_views
from hub.services.reports.history import interaction_history
from hub.services.shapes import Shape
from hub.web.models.interactions import (
    CloseBody,
    InteractionChange,
    InteractionQuery,
    NewInteractionBody,
    ReadBody,
    SnoozeBody,
    TypingBody,
)
from hub.web.route import Call

_SLA_STATES = {"at_risk": (SlaState.WARNED.value,), "breached": (SlaState.BREACHED.value,)}


async def list_(call: Call) -> Shape:
    """A page of the log, newest first."""
    wanted = call.query_as(InteractionQuery)
    filter_ = InteractionFilter(
        customer_id=wanted.customer_id,
        agent_id=wanted.agent_id,
        queue_id=wanted.queue_id,
        channel=wanted.channel,
        kind=wanted.kind.value if wanted.kind else None,
        states=_states(wanted.state),
        sla_states=_SLA_STATES.get(wanted.sla or "", ()),
    )

    def work(tx: Tx) -> Shape:
        found = tx.interactions.page(filter_, after=wanted.after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        items = interaction_views(tx, shown)
        return {"items": items, "next": shown[-1].id if len(found) > wanted.limit else None}

    return await call.read(work)


def _states(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    if text == "open":
        return OPEN_STATES
    named = tuple(each.strip() for each in text.split(","))
    unknown = next((each for each in named if each not in set(InteractionState)), None)
    if unknown is not None:
        text = f"{unknown!r} is no state; write open, or some of {', '.join(InteractionState)}"
        raise InvalidError(text, field="state")
    return named


async def create(call: Call) -> Shape:
    """Begin a contact, or log one by hand."""
    body = call.body_as(NewInteractionBody)
    if body.channel == "manual":
        return await _log_by_hand(call, body)
    agent_id = call.caller.agent_id or body.agent_id
    if agent_id is None:
        raise InvalidError("name the agent who begins this contact", field="agent_id")
    first = FirstContact(
        channel=body.channel,
        customer_id=body.customer_id,
        address=body.address,
        draft=_draft(call, body) if body.text.strip() or body.attachments else None,
        agent_id=agent_id,
    )
    channel = call.services.channels.get(body.channel)
    if first.draft is None and channel.kind is not InteractionKind.PHONE:
        raise InvalidError("the message is empty; write something or attach a file", field="text")
    now = _now(call)

    def work(tx: Tx) -> Shape:
        if tx.agents.get(agent_id) is None:
            raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
        interaction = write_first(tx, first, channels=call.services.channels, now=now)
        if body.note.strip():
            interaction, _ = write_note(tx, interaction, call.noted(body.note), call.caller.author, now)
        return view_of(tx, interaction)

    view = await call.write(work)
    await call.services.router.start_outbound(str(view["id"]), agent_id)
    if channel.kind is InteractionKind.PHONE:
        await call.services.calls.dial(str(view["id"]))
    else:
        call.services.wake_pump()
    return await _view(call, str(view["id"]))


def _draft(call: Call, body: NewInteractionBody) -> Draft:
    return Draft(
        text=body.text,
        author=call.caller.author,
        subject=body.subject,
        cc=tuple(body.cc),
        attachment_ids=tuple(body.attachments),
        cid=body.cid or "",
    )


async def _log_by_hand(call: Call, body: NewInteractionBody) -> Shape:
    if body.customer_id is None:
        raise InvalidError("name the customer whose contact this was", field="customer_id")
    now = _now(call)
    contact = HandWritten(
        manual_kind=body.manual_kind,
        customer_id=body.customer_id,
        direction=body.direction,
        text=call.noted(body.text or body.note),
        at=body.at or now,
        author=call.caller.author,
        agent_id=call.caller.agent_id,
    )
    return await call.write(lambda tx: view_of(tx, log_by_hand(tx, contact, now=now)))


async def show(call: Call) -> Shape:
    """One row of the log."""
    return await _view(call, call.path["id"])


async def edit(call: Call) -> Shape:
    """Correct subject, customer or priority."""
    body, now = call.body_as(InteractionChange), _now(call)

    def work(tx: Tx) -> Shape:
        interaction = require_interaction(tx, call.path["id"], expected_version=call.expected_version)
        require_hand_on(call.caller, interaction)
        changed = edit_interaction(
            tx, interaction, subject=body.subject, customer_id=body.customer_id, priority=body.priority, at=now
        )
        return view_of(tx, changed)

    return await call.write(work)


async def read(call: Call) -> Shape:
    """Note what has been read; looking over somebody's shoulder changes nothing."""
    seq, now = call.body_as(ReadBody).seq, _now(call)

    def work(tx: Tx) -> Shape:
        interaction = require_interaction(tx, call.path["id"])
        mine = call.caller.agent_id is not None and call.caller.agent_id == interaction.agent_id
        return view_of(tx, mark_read(tx, interaction, seq, at=now) if mine else interaction)

    return await call.write(work)


async def typing(call: Call) -> None:
    """Tell the customer's side that somebody is writing; may be lost."""
    interaction = await _in_hand(call)
    call.services.typing(interaction, on=call.body_as(TypingBody).on)


async def pend(call: Call) -> Shape:
    """Wait for the customer."""
    interaction = await _in_hand(call)
    await call.services.router.pend(interaction.id, by=call.caller.by)
    return await _view(call, interaction.id)


async def snooze(call: Call) -> Shape:
    """Put aside until a time."""
    until = call.body_as(SnoozeBody).until
    if until <= _now(call):
        raise InvalidError("lies in the past", field="until")
    interaction = await _in_hand(call)
    await call.services.router.snooze(interaction.id, until, by=call.caller.by)
    return await _view(call, interaction.id)


async def resume(call: Call) -> Shape:
    """Take back what was put aside."""
    interaction = await _in_hand(call)
    await call.services.router.resume(interaction.id, by=call.caller.by)
    return await _view(call, interaction.id)


async def close(call: Call) -> Shape:
    """Finish, with a result code and perhaps a note."""
    body, now = call.body_as(CloseBody), _now(call)
    interaction = await _in_hand(call)
    await call.services.router.close(interaction.id, by=call.caller.by, disposition=body.disposition)
    note = call.noted(body.note)
    if note.strip():
        await call.services.database.write(
            lambda tx: write_note(tx, require_interaction(tx, interaction.id), note, call.caller.author, now)
        )
    return await _view(call, interaction.id)


async def end(call: Call) -> Shape:
    """The contact is over; wrap-up begins."""
    interaction = await _in_hand(call)
    await call.services.router.end(interaction.id, by=call.caller.by)
    return await _view(call, interaction.id)


async def extend_wrap_up(call: Call) -> Shape:
    """More time after the contact, once, where the queue gives it."""
    interaction = await _in_hand(call)
    await call.services.router.extend_wrap_up(interaction.id, by=call.caller.by)
    return await _view(call, interaction.id)


async def explain(call: Call) -> Shape:
    """Why it is where it is, and how it came there; the past is told even when nobody routes."""
    interaction_id, now = call.path["id"], _now(call)

    def past(tx: Tx) -> Shape:
        interaction = require_interaction(tx, interaction_id)
        state = interaction.state.value
        return {
            "interaction_id": interaction_id,
            "state": state,
            "history": interaction_history(tx, interaction_id, now=now),
        }

    told = await call.read(past)
    try:
        return {**told, **await call.services.router.explain(interaction_id)}
    except BusyError as error:
        return {**told, "unknown": str(error)}


async def _in_hand(call: Call) -> Interaction:
    """The interaction, if the caller may work on it."""

    def work(tx: Tx) -> Interaction:
        interaction = require_interaction(tx, call.path["id"], expected_version=call.expected_version)
        require_hand_on(call.caller, interaction)
        return interaction

    return await call.read(work)


async def _view(call: Call, interaction_id: str) -> Shape:
    return await call.read(lambda tx: view_of(tx, require_interaction(tx, interaction_id)))


def view_of(tx: Tx, interaction: Interaction) -> Shape:
    """One interaction with the names that its shape shows."""
    return interaction_views(tx, [interaction])[0]


def _now(call: Call) -> datetime:
    return call.services.clock.now()
