"""The hub's own music for waiting callers: eight soft chords, made rather than shipped."""

import io
import math
import struct
import wave
from functools import lru_cache

_RATE = 8_000
_CHORDS = ((220.0, 277.18, 329.63), (185.0, 220.0, 277.18), (146.83, 220.0, 293.66), (164.81, 246.94, 329.63)) * 2
_CHORD_S = 2.0
_LOUDNESS = 5_000


@lru_cache(maxsize=1)
def hold_music() -> bytes:
    """Return 16 s of mono WAV in telephone quality (8 kHz, 16 bit)."""
    samples = [sample for chord in _CHORDS for sample in _played(chord)]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


def _played(chord: tuple[float, ...]) -> list[int]:
    """Swell and fade, so that neither chords nor repeats click."""
    count = int(_RATE * _CHORD_S)
    samples = []
    for number in range(count):
        envelope = math.sin(math.pi * number / count) ** 2
        tone = sum(math.sin(2 * math.pi * frequency * number / _RATE) for frequency in chord) / len(chord)
        samples.append(int(_LOUDNESS * envelope * tone))
    return samples
