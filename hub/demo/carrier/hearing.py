"""What somebody in a conference hears: derived from hold, mute and coaching, so that tests can ask at any moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.demo.carrier.conferences import Conference, Participant


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """The phones whose voices arrive, and the address of the music that plays; neither is silence."""

    voices: frozenset[str] = frozenset()
    music: str = ""

    @property
    def is_silence(self) -> bool:
        """Whether nothing arrives at all."""
        return not self.voices and not self.music


def hearing(room: "Conference", listener: "Participant") -> Hearing:
    """What one participant hears now."""
    voices = frozenset(one.call.line.phone for one in room.people.values() if reaches(room, one, listener))
    return Hearing(voices=voices, music=listener.playing)


def reaches(room: "Conference", speaker: "Participant", listener: "Participant") -> bool:
    """Whether a voice arrives: not before the start, not from the muted, not to or from the held.

    A coach is heard by the one coached alone: https://www.twilio.com/docs/voice/twiml/conference#attributes-coach.
    """
    if speaker is listener or room.status != "in-progress" or speaker.muted or speaker.hold or listener.hold:
        return False
    return not speaker.coaching or listener.call.sid == speaker.coach
