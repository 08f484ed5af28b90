"""The steps of a call as instructions: pure, so that asking twice gives the same answer."""

from dataclasses import replace

from hub.domain.calls import CallScript
from hub.ports.channels import CallInstruction, CallStep, CallVerb
from hub.services.calls.texts import scripted, spoken


def say(text: str, language: str) -> CallInstruction:
    """Speak a sentence."""
    return CallInstruction(verb=CallVerb.SAY, text=text, language=language)


def before(step: CallStep, *instructions: CallInstruction) -> CallStep:
    """Put instructions in front of a step's own."""
    return replace(step, instructions=(*instructions, *step.instructions))


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
    """Enter the conference; music until somebody else is there."""
    return CallInstruction(
        verb=CallVerb.JOIN,
        args={
            "conference": conference_of(interaction_id),
            "label": label,
            "starts": starts,
            "ends": ends,
            "wait_step": "wait",
        },
    )


def join_beside(interaction_id: str, label: str, *, muted: bool, coach: str | None) -> CallInstruction:
    """Enter as a supervisor, heard by nobody, by one leg alone (`coach`, its provider's id), or by all."""
    entered = join(interaction_id, label, starts=False, ends=False)
    return replace(entered, args={**entered.args, "muted": muted, "coach": coach})


def line_with_key(script: CallScript, language: str, key: str, position: int | None, announced: int | None) -> CallStep:
    """Music and the place in line outside the conference, where keys can be pressed: a conference hears none.

    https://www.twilio.com/docs/voice/twiml/conference#attributes-waiturl: no Gather in there.
    """
    better = _is_better(position, announced)
    known = position if better else announced
    # Said at the start, and whenever the place became better.
    told = [_place(position, language)] if better and position is not None else []
    offer = [spoken("callback_offer", language, digit=key)] if better or announced is None else []
    ask = CallInstruction(
        verb=CallVerb.MENU,
        text=" ".join([*told, *offer]),
        language=language,
        args={"step": "line_key", "digits": 1, "timeout_s": 1, "music": script.music},
    )
    again = CallInstruction(verb=CallVerb.GO, args={"step": "line", "params": {"announced": known or 0}})
    return CallStep(instructions=(ask, again))


def go_to(step: str) -> CallStep:
    """Go on with another step."""
    return CallStep(instructions=(CallInstruction(verb=CallVerb.GO, args={"step": step}),))


def ask_number(language: str, number: str, *, attempt: int, invalid: bool) -> CallStep:
    """Confirm the number to call back on, or take another; `number` is "" when the caller's is not known."""
    # Said within the question, so that digits pressed meanwhile count.
    sorry = [spoken("callback_invalid", language)] if invalid else []
    question = spoken("callback_confirm" if number else "callback_enter", language, number=" ".join(number))
    ask = CallInstruction(
        verb=CallVerb.MENU,
        text=" ".join([*sorry, question]),
        language=language,
        args={"step": "callback_number", "timeout_s": 6, "params": {"number": number, "attempt": attempt}},
    )
    return CallStep(instructions=(ask, CallInstruction(verb=CallVerb.GO, args={"step": "line"})))


def waiting_music(script: CallScript, language: str, position: int | None, announced: int | None) -> CallStep:
    """Play music, and say the place in the queue when it became better than what was said before."""
    better = _is_better(position, announced)
    spoken_position = [say(_place(position, language), language)] if better and position is not None else []
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


def ask_agent(language: str, key: str, *, attempt: int, step: str = "agent_choice", **names: str) -> CallStep:
    """Let a person press 1, which no mailbox does, before anybody is connected; the sentence `key` needs `names`."""
    ask = CallInstruction(
        verb=CallVerb.MENU,
        text=spoken(key, language, **names),
        language=language,
        args={"step": step, "digits": 1, "timeout_s": 6, "params": {"attempt": attempt}},
    )
    again = CallInstruction(verb=CallVerb.GO, args={"step": step, "params": {"attempt": attempt}})
    return CallStep(instructions=(ask, again))


def farewell(key: str, language: str) -> CallStep:
    """Say why, and end the leg."""
    return CallStep(instructions=(say(spoken(key, language), language), hang_up()))


def nothing() -> CallStep:
    """Answer a callback that asks for nothing."""
    return CallStep(instructions=())


def _is_better(position: int | None, announced: int | None) -> bool:
    """Never a worse place than was said before; 0 is "nothing said yet" of a caller who heard the rest."""
    return position is not None and (not announced or position < announced)


def _place(position: int, language: str) -> str:
    return spoken("next" if position == 1 else "position", language, position=position, ahead=position - 1)


def _thanks(language: str) -> list[CallInstruction]:
    return [say(spoken("thanks", language), language), hang_up()]
