"""What a phone does when it rings, and how the caller learns of it."""

import asyncio

from hub.demo.carrier.audio import seconds_to_say
from hub.demo.carrier.calls import Call
from hub.demo.carrier.lines import LineState
from hub.demo.carrier.network import Network
from hub.demo.carrier.phones import Phone, Ring

SET_UP_S = 0.3
PICK_UP_S = 1.0


async def ring(net: Network, call: Call, phone: Phone) -> str:
    """Ring until answered (`in-progress`) or not (`busy`, `no-answer`); the call may end meanwhile."""
    if phone.ring is Ring.BUSY:
        return "busy"
    habit = asyncio.create_task(_habit(net, call, phone))
    try:
        async with asyncio.timeout(net.timing.real(call.timeout_s)):
            await call.line.picked_up.wait()
    except TimeoutError:
        return "no-answer"
    finally:
        habit.cancel()
    return call.line.refused or "in-progress"


async def _habit(net: Network, call: Call, phone: Phone) -> None:
    if phone.ring in {Ring.ANSWER, Ring.PRESS, Ring.MAILBOX}:
        await net.timing.sleep(PICK_UP_S)
        call.line.answer()


async def behave(net: Network, call: Call, phone: Phone) -> None:
    """What a phone that answers by itself does then."""
    if phone.ring is Ring.MAILBOX:
        call.line.say(phone.greeting)
        await net.timing.sleep(seconds_to_say(phone.greeting))
    if phone.ring is Ring.PRESS:
        count = len(call.line.heard)
        await phone.signal.until(lambda: len(call.line.heard) > count or call.line.state is LineState.ENDED, 600)
        await net.timing.sleep(0.5)
        if call.line.state is LineState.CONNECTED:
            call.line.press(phone.keys)
