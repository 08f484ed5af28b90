"""Turns spoken text into a playable WAV file: a hum that rises and falls with the syllables."""

import io
import math
import struct
import wave
from collections.abc import Iterable

RATE = 8000
MAX_SECONDS = 120
CHARACTERS_PER_SECOND = 15


def seconds_to_say(text: str) -> float:
    """How long a voice needs for `text`; a Chinese character is about a syllable."""
    wide = sum(1 for char in text if ord(char) > 0x2E80)
    return max(0.3, (len(text) - wide) / CHARACTERS_PER_SECOND + wide / 5)


def wav(duration: float, speech: Iterable[tuple[float, str]], channels: int = 1) -> bytes:
    """`duration` seconds in which each `(start, text)` of `speech` can be heard."""
    count = int(min(max(duration, 1), MAX_SECONDS) * RATE)
    samples = [0] * count
    for start, text in speech:
        _hum(samples, int(start * RATE), text)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", sample) * channels for sample in samples))
    return out.getvalue()


def _hum(samples: list[int], start: int, text: str) -> None:
    step = RATE // CHARACTERS_PER_SECOND
    for index, char in enumerate(text):
        pitch = 0.0 if char.isspace() else 120 + ord(char) % 40 * 4
        begin = start + index * step
        for offset in range(begin, min(begin + step, len(samples))):
            envelope = math.sin(math.pi * (offset - begin) / step)
            angle = 2 * math.pi * pitch * offset / RATE
            samples[offset] = int(6000 * envelope * (math.sin(angle) + 0.5 * math.sin(2 * angle))) if pitch else 0
