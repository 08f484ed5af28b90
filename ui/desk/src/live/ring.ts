/** Rings for an offer, in one tab only: the tab that holds the lock. */

const LOCK = "hub-ring";
let mayRing = false;
let audio: AudioContext | null = null;
let stopRinging: (() => void) | null = null;
let asked = false;

/** Browsers allow sound only after a click or key; the first tab that had one becomes the one that rings. */
export function prepareRing(): () => void {
  const wake = () => {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
    if (!asked) {
      asked = true;
      void takeLock();
    }
  };
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  return () => {
    removeEventListener("pointerdown", wake);
    removeEventListener("keydown", wake);
  };
}

async function takeLock(): Promise<void> {
  // Web Locks need a secure context; on plain http every tab rings.
  if (!("locks" in navigator)) {
    mayRing = true;
    return;
  }
  await navigator.locks.request(LOCK, () => {
    mayRing = true;
    return new Promise(() => undefined);
  });
}

/** Whether this tab is the one that speaks for all of them. */
export const isLoud = (): boolean => mayRing;

export function ring(kind: "call" | "message"): void {
  if (!mayRing || !audio || stopRinging) return;
  const context = audio;
  const pattern = kind === "call" ? [0, 0.35] : [0];
  const play = () => pattern.forEach((offset) => chime(context, context.currentTime + offset));
  play();
  const timer = setInterval(play, kind === "call" ? 2200 : 5000);
  stopRinging = () => clearInterval(timer);
}

export function hush(): void {
  stopRinging?.();
  stopRinging = null;
}

/** Two soft partials a fifth apart; loud enough to be heard beside a headset, short enough not to annoy. */
function chime(context: AudioContext, at: number): void {
  for (const [frequency, level] of [
    [660, 0.12],
    [990, 0.06],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(level, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }
}
