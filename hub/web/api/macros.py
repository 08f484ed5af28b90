"""/macros: several actions in one click."""

from hub.domain.ids import new_id
from hub.ports.repositories import Tx
from hub.services.conversations.edit import require_interaction
from hub.services.knowledge.macro_running import MacroRun
from hub.services.knowledge.macro_steps import Bench
from hub.services.knowledge.macros import create_macro, edit_macro, macro_shape, remove_macro, require_macro
from hub.services.knowledge.sharing import manageable
from hub.services.shapes import Shape
from hub.web.api.canned_replies import keeping_of, setting_of
from hub.web.api.interactions import view_of
from hub.web.models.shortcuts import MacroBody, MacroChange, NewMacroBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """Those that the caller may use or change."""

    def work(tx: Tx) -> Shape:
        found = manageable(tx, tx.macros.all(), call.caller)
        return {"items": [macro_shape(tx, each) for each in found], "next": None}

    return await call.read(work)


async def show(call: Call) -> Shape:
    """One."""
    return await call.read(lambda tx: macro_shape(tx, require_macro(tx, call.path["id"])))


async def create(call: Call) -> Shape:
    """Make one."""
    fields, keeping = call.body_as(NewMacroBody).fields(), keeping_of(call)
    return await call.write(lambda tx: macro_shape(tx, create_macro(tx, fields, keeping)))


async def edit(call: Call) -> Shape:
    """Change one."""
    fields, keeping = call.body_as(MacroChange).fields(), keeping_of(call)
    version = call.expected_version
    return await call.write(
        lambda tx: macro_shape(tx, edit_macro(tx, call.path["id"], fields, keeping, expected_version=version))
    )


async def remove(call: Call) -> None:
    """Delete one."""
    keeping, version = keeping_of(call), call.expected_version
    await call.services.database.write(lambda tx: remove_macro(tx, call.path["id"], keeping, expected_version=version))


async def preview(call: Call) -> Shape:
    """What it would do with a contact, and what stands against it."""
    return await _run(call).preview()


async def run(call: Call) -> Shape:
    """Do it, and tell what became of each step."""
    outcomes = await _run(call)()
    interaction = await call.read(lambda tx: view_of(tx, require_interaction(tx, call.path["id"])))
    return {"macro_id": call.body_as(MacroBody).macro_id, "steps": outcomes, "interaction": interaction}


def _run(call: Call) -> MacroRun:
    services = call.services
    bench = Bench(
        setting=setting_of(call),
        renderer=services.house.renderer,
        language=services.house.language,
        channels=services.channels,
        mark=call.repeatable.key if call.repeatable else new_id(),
    )
    return MacroRun(
        database=services.database,
        router=services.router,
        bench=bench,
        macro_id=call.body_as(MacroBody).macro_id,
        interaction_id=call.path["id"],
        wake_pump=services.wake_pump,
    )
