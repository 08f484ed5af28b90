"""The steps of a macro that are stored: each is what the agent could do alone, with the same checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from hub.domain.articles import Use
from hub.domain.interactions import Interaction
from hub.domain.macros import MacroAction, MacroStep
from hub.errors import ConflictError
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.cases.records import NewCase, open_case
from hub.services.cases.rows import actor_of
from hub.services.channel_book import ChannelBook
from hub.services.conversations.edit import edit, require_interaction, set_disposition
from hub.services.conversations.outgoing import Draft, write_note
from hub.services.conversations.replies import reply
from hub.services.customers import records as customers
from hub.services.knowledge.article_use import Usedness, note_use
from hub.services.knowledge.articles import require_article
from hub.services.knowledge.canned_replies import render_canned, require_canned, wanted_for
from hub.services.knowledge.reply_values import GAP, Filled, Setting, fill_source, values_for
from hub.services.tasks.records import NewTask, add_task


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the steps work with. `mark` names this run, so that a repeat does nothing twice."""

    setting: Setting
    renderer: Renderer
    language: str
    channels: ChannelBook
    mark: str


def do_step(tx: Tx, interaction_id: str, action: MacroAction, number: int, bench: Bench) -> None:
    """Do one; raises what stands against it."""
    interaction = require_interaction(tx, interaction_id)
    _STEPS[action.step](tx, interaction, action, number, bench)


def filled_reply(tx: Tx, interaction: Interaction, action: MacroAction, bench: Bench) -> Filled:
    """What a reply would say."""
    canned = require_canned(tx, action.ref_id)
    values = values_for(tx, interaction, bench.setting)
    return render_canned(canned, values, wanted_for(tx, interaction, bench.language), bench.renderer)


def filled_text(tx: Tx, interaction: Interaction, source: str, bench: Bench) -> str:
    """A note or a title with its values."""
    return fill_source(source, values_for(tx, interaction, bench.setting), bench.renderer)


def _reply(tx: Tx, interaction: Interaction, action: MacroAction, number: int, bench: Bench) -> None:
    filled, caller = filled_reply(tx, interaction, action, bench), bench.setting.caller
    if filled.missing:
        raise ConflictError(f"not known, so the text cannot leave: {', '.join(filled.missing)}")
    draft = Draft(text=filled.text, author=caller.author, subject=filled.subject, cid=f"macro-{bench.mark}-{number}")
    as_agent = None if caller.supervises else caller.agent_id
    message = reply(tx, interaction.id, draft, agent_id=as_agent, channels=bench.channels, now=bench.setting.at)
    tx.usage.count(action.ref_id, uses=1, used_at=bench.setting.at)
    record(tx, actor=caller.actor, action="message.sent", subject=message.id, at=bench.setting.at)


def _note(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    text = _whole(filled_text(tx, interaction, action.text, bench))
    write_note(tx, interaction, text, bench.setting.caller.author, bench.setting.at)


def _add_tag(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
    if customer is None:
        raise ConflictError("nobody knows whose contact this is; link it to a customer first")
    tags = tuple(dict.fromkeys([*customer.tags, action.value.strip()]))
    if tags != customer.tags:
        customers.edit(tx, customer.id, {"tags": tags}, expected_version=None, at=bench.setting.at)


def _set_priority(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    edit(tx, interaction, subject=None, customer_id=None, priority=action.number, at=bench.setting.at)


def _set_disposition(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    set_disposition(tx, interaction, action.value, at=bench.setting.at)


def _open_case(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    caller = bench.setting.caller
    new = NewCase(
        kind=action.value,
        subject=_whole(filled_text(tx, interaction, action.text, bench)),
        interaction_id=interaction.id,
        owner_agent_id=caller.agent_id,
    )
    open_case(tx, new, actor=actor_of(caller), at=bench.setting.at)


def _make_task(tx: Tx, interaction: Interaction, action: MacroAction, number: int, bench: Bench) -> None:
    caller, at = bench.setting.caller, bench.setting.at
    due_at = at + timedelta(minutes=action.number) if action.number else None
    add_task(
        tx,
        NewTask(
            title=_whole(filled_text(tx, interaction, action.text, bench)),
            owner_agent_id=caller.agent_id,
            customer_id=interaction.customer_id,
            case_id=interaction.case_id,
            interaction_id=interaction.id,
            due_at=due_at,
            remind_at=due_at,
            origin_key=f"macro:{bench.mark}:{number}",
            created_by=caller.actor,
        ),
        at=at,
    )


def _tie_article(tx: Tx, interaction: Interaction, action: MacroAction, _: int, bench: Bench) -> None:
    article = require_article(tx, action.ref_id)
    by = bench.setting.caller.author.name
    note_use(tx, article.id, Usedness(use=Use.TIED, interaction_id=interaction.id, by=by, at=bench.setting.at))


def _whole(text: str) -> str:
    gaps = GAP.findall(text)
    if gaps:
        raise ConflictError(f"not known: {', '.join(gaps)}")
    return text


_Step = Callable[[Tx, Interaction, MacroAction, int, Bench], None]
_STEPS: Mapping[MacroStep, _Step] = {
    MacroStep.REPLY: _reply,
    MacroStep.NOTE: _note,
    MacroStep.ADD_TAG: _add_tag,
    MacroStep.SET_PRIORITY: _set_priority,
    MacroStep.SET_DISPOSITION: _set_disposition,
    MacroStep.OPEN_CASE: _open_case,
    MacroStep.MAKE_TASK: _make_task,
    MacroStep.TIE_ARTICLE: _tie_article,
}
