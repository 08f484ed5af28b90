"""Runs a macro on a contact: what is stored in one transaction, then what routing does; each step's outcome is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from hub.domain.interactions import Interaction
from hub.domain.macros import LEAVING, Macro, MacroAction, MacroStep
from hub.errors import ConflictError, HubError, InvalidError, UseCaseError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router
from hub.services.access.audit import record
from hub.services.access.callers import require_hand_on
from hub.services.conflicts import again_when_stale
from hub.services.conversations.edit import require_interaction
from hub.services.knowledge.macro_steps import Bench, do_step, filled_reply, filled_text
from hub.services.knowledge.macros import action_shape, require_macro
from hub.services.knowledge.sharing import usable
from hub.services.shapes import Shape


@dataclass(frozen=True, kw_only=True)
class MacroRun:
    """One click."""

    database: Database
    router: Router
    bench: Bench
    macro_id: str
    interaction_id: str
    wake_pump: Callable[[], None]

    async def preview(self) -> Shape:
        """What it would do, step by step, and what stands against it; nothing is written."""
        return await self.database.read(self._previewed)

    async def __call__(self) -> list[Shape]:
        """Do it. When a stored step fails nothing is done at all, and the error names the step (`actions.N`)."""
        macro = await again_when_stale(self.database, self._store)
        if any(each.step is MacroStep.REPLY for each in macro.actions):
            self.wake_pump()
        outcomes = [self._outcome(each) for each in macro.actions]
        last = macro.actions[-1]
        if last.step in LEAVING:
            outcomes[-1] = await self._leave(macro, last)
        return outcomes

    def _store(self, tx: Tx) -> Macro:
        macro, _ = self._checked(tx)
        at, caller = self.bench.setting.at, self.bench.setting.caller
        for number, action in enumerate(macro.actions):
            if action.step not in LEAVING:
                self._try(tx, action, number)
        tx.usage.count(macro.id, uses=1, used_at=at)
        record(tx, actor=caller.actor, action="macro.run", subject=self.interaction_id, at=at, macro=macro.name)
        return macro

    def _try(self, tx: Tx, action: MacroAction, number: int) -> None:
        try:
            do_step(tx, self.interaction_id, action, number, self.bench)
        except UseCaseError as error:
            field = f"actions.{number}"
            told = f"nothing was done: step {number + 1} ({action.step}) fails: {error}"
            kind = ConflictError if isinstance(error, ConflictError) else InvalidError
            raise kind(told, field=field) from error

    def _checked(self, tx: Tx) -> tuple[Macro, Interaction]:
        macro = require_macro(tx, self.macro_id, field="macro_id")
        interaction = require_interaction(tx, self.interaction_id)
        caller = self.bench.setting.caller
        require_hand_on(caller, interaction)
        if not macro.enabled:
            raise ConflictError(f"macro {macro.name!r} is switched off")
        if macro.kinds and interaction.kind.value not in macro.kinds:
            raise ConflictError(f"macro {macro.name!r} is for {', '.join(macro.kinds)}")
        if not caller.supervises and not usable(tx, [macro], caller.agent_id):
            raise ConflictError(f"macro {macro.name!r} is not yours")
        return macro, interaction

    async def _leave(self, macro: Macro, action: MacroAction) -> Shape:
        key, by, router = self.interaction_id, self.bench.setting.caller.by, self.router
        try:
            match action.step:
                case MacroStep.SNOOZE:
                    await router.snooze(key, self.bench.setting.at + timedelta(minutes=action.number or 1), by=by)
                case MacroStep.PEND:
                    await router.pend(key, by=by)
                case MacroStep.TRANSFER:
                    await router.transfer(key, by=by, queue_id=action.ref_id, note=action.text)
                case _:
                    await router.close(key, by=by, disposition=_code(macro))
        except HubError as error:
            return {**self._outcome(action), "outcome": "refused", "detail": str(error)}
        return self._outcome(action)

    def _outcome(self, action: MacroAction) -> Shape:
        return {**action_shape(action), "outcome": "done", "detail": ""}

    def _previewed(self, tx: Tx) -> Shape:
        macro, interaction = self._checked(tx)
        return {"macro_id": macro.id, "steps": [self._shown(tx, interaction, each) for each in macro.actions]}

    def _shown(self, tx: Tx, interaction: Interaction, action: MacroAction) -> Shape:
        """A step with its words filled in and the name of what it uses."""
        try:
            shown, problem = _worded(tx, interaction, action, self.bench), ""
        except UseCaseError as error:
            shown, problem = action, str(error)
        missing: tuple[str, ...] = ()
        if action.step is MacroStep.REPLY and not problem:
            missing = filled_reply(tx, interaction, action, self.bench).missing
        return {**action_shape(shown), "name": _name(tx, action), "missing": list(missing), "problem": problem}


def _worded(tx: Tx, interaction: Interaction, action: MacroAction, bench: Bench) -> MacroAction:
    if action.step is MacroStep.REPLY:
        return replace(action, text=filled_reply(tx, interaction, action, bench).text)
    return replace(action, text=filled_text(tx, interaction, action.text, bench)) if action.text else action


def _name(tx: Tx, action: MacroAction) -> str:
    if action.step is MacroStep.REPLY:
        reply = tx.canned_replies.get(action.ref_id)
        return reply.name if reply else ""
    if action.step is MacroStep.TIE_ARTICLE:
        article = tx.articles.get(action.ref_id)
        return article.title if article else ""
    if action.step is MacroStep.TRANSFER:
        queue = tx.queues.get(action.ref_id)
        return queue.name if queue else ""
    return ""


def _code(macro: Macro) -> str | None:
    """The result: what the last step names, else what a step before it has set."""
    named = [each.value for each in macro.actions if each.step in (MacroStep.CLOSE, MacroStep.SET_DISPOSITION)]
    return next((each for each in reversed(named) if each), None)
