"""/interactions/{id}/messages: the conversation, answers and notes."""

from hub.errors import ForbiddenError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.conversations.edit import require_interaction
from hub.services.conversations.outgoing import Draft, write_note
from hub.services.conversations.replies import reply
from hub.services.shapes import Shape, message_shape
from hub.web.models.interactions import MessagesQuery, NewMessageBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """Messages by number."""
    wanted = call.query_as(MessagesQuery)

    def work(tx: Tx) -> Shape:
        require_interaction(tx, call.path["id"])
        found = tx.messages.of_interaction(call.path["id"], after_seq=wanted.after_seq, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        more = len(found) > wanted.limit
        return {"items": [message_shape(each) for each in shown], "next": str(shown[-1].seq) if more else None}

    return await call.read(work)


async def create(call: Call) -> Shape:
    """Answer the customer, or leave a note for colleagues."""
    body, now = call.body_as(NewMessageBody), call.services.clock.now()
    caller = call.caller

    def note(tx: Tx) -> Shape:
        interaction = require_interaction(tx, call.path["id"])
        return message_shape(write_note(tx, interaction, call.noted(body.text), caller.author, now)[1])

    def answer(tx: Tx) -> Shape:
        if not caller.supervises and caller.agent_id is None:
            raise ForbiddenError("only agents answer customers; your user is no agent")
        draft = Draft(
            text=body.text,
            author=caller.author,
            subject=body.subject,
            cc=tuple(body.cc),
            attachment_ids=tuple(body.attachments),
            cid=body.cid or "",
        )
        as_agent = None if caller.supervises else caller.agent_id
        message = reply(tx, call.path["id"], draft, agent_id=as_agent, channels=call.services.channels, now=now)
        record(tx, actor=caller.actor, action="message.sent", subject=message.id, at=now)
        return message_shape(message)

    shape = await call.write(note if body.kind == "note" else answer)
    if body.kind == "reply":
        call.services.wake_pump()
    return shape
