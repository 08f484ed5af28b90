"""The steps of a call as instructions: pure, so that asking twice gives the same answer."""

from hub.domain.calls import CallScript
from hub.ports.channels import CallInstruction, CallStep, CallVerb
from hub.services.call_texts import scripted, spoken


def say(text: str, language: str) -> CallInstruction:
    """Speak a sentence."""
    return CallInstruction(verb=CallVerb.SAY, text=text, language=language)


def hang_up() -> CallInstruction:
    """End the leg."""
    return CallInstruction(verb=CallVerb.HANG_UP)


def conference_of(interaction_id: str) -> str:
    """Name the conference in which a call's legs meet."""
    return f"hub-{interaction_id}"


def greeting(script: CallScript, language: str) -> CallInstruction:
    """Welcome the caller."""
    return say(scripted(script.greeting, language, spoken("greeting", language)), language)


def menu(script: CallScript, language: str, *, attempt: int, invalid: bool) -> CallStep:
    """Ask for a key; without one the call goes on by itself."""
    welcome = [greeting(script, language)] if attempt == 1 else []
    sorry = [say(spoken("invalid", language), language)] if invalid else []
    prompt = scripted(script.menu_prompt, language, " ".join(script.menu_digits))
    ask = CallInstruction(
        verb=CallVerb.MENU,
        text=prompt,
        language=language,
        args={"step": "menu", "digits": 1, "timeout_s": script.menu_timeout_s, "params": {"attempt": attempt}},
    )
    onward = CallInstruction(verb=CallVerb.GO, args={"step": "menu", "params": {"attempt": attempt, "silent": 1}})
    return CallStep(instructions=(*welcome, *sorry, ask, onward))


def wait_in_queue(interaction_id: str, *before: CallInstruction) -> CallStep:
    """Park the caller in the conference, with music, until an agent comes."""
    join = CallInstruction(
        verb=CallVerb.JOIN,
        args={
            "conference": conference_of(interaction_id),
            "label": "customer",
            "starts": False,
            "ends": True,
            "wait_step": "wait",
        },
    )
    return CallStep(instructions=(*before, join))


def join(interaction_id: str, label: str, *, starts: bool, ends: bool) -> CallInstruction:
    """Enter the conference."""
    return CallInstruction(
        verb=CallVerb.JOIN,
        args={
            "conference": conference_of(interaction_id),
            "label": label,
            "starts": starts,
            "ends": ends,
            "wait_step": "wait" if label == "customer" else "",
        },
    )


def waiting_music(script: CallScript, language: str, position: int | None, announced: int | None) -> CallStep:
    """Play music, and say the place in the queue when it became better than what was said before."""
    better = position is not None and (announced is None or position < announced)
    text = ""
    if better and position is not None:
        key = "next" if position == 1 else "position"
        text = spoken(key, language, position=position, ahead=position - 1)
    spoken_position = [say(text, language)] if text else []
    music = CallInstruction(verb=CallVerb.PLAY, text=script.music)
    known = position if better else announced
    again = CallInstruction(verb=CallVerb.GO, args={"step": "wait", "params": {"announced": known or ""}})
    return CallStep(instructions=(*spoken_position, music, again))


def voicemail(script: CallScript, language: str) -> CallStep:
    """Take a message."""
    record = CallInstruction(
        verb=CallVerb.RECORD,
        args={"max_s": script.voicemail_max_s, "step": "recorded", "recording_step": "recording"},
    )
    return CallStep(instructions=(say(spoken("voicemail", language), language), record, *_thanks(language)))


def recorded(language: str) -> CallStep:
    """Say goodbye after the message."""
    return CallStep(instructions=tuple(_thanks(language)))


def ask_agent(language: str, key: str, *, queue: str, customer: str, attempt: int) -> CallStep:
    """Let a person press 1, which no mailbox does, before the customer is connected."""
    ask = CallInstruction(
        verb=CallVerb.MENU,
        text=spoken(key, language, queue=queue, customer=customer),
        language=language,
        args={"step": "agent_choice", "digits": 1, "timeout_s": 6, "params": {"attempt": attempt}},
    )
    again = CallInstruction(verb=CallVerb.GO, args={"step": "agent_choice", "params": {"attempt": attempt}})
    return CallStep(instructions=(ask, again))


def farewell(key: str, language: str) -> CallStep:
    """Say why, and end the leg."""
    return CallStep(instructions=(say(spoken(key, language), language), hang_up()))


def nothing() -> CallStep:
    """Answer a callback that asks for nothing."""
    return CallStep(instructions=())


def _thanks(language: str) -> list[CallInstruction]:
    return [say(spoken("thanks", language), language), hang_up()]
