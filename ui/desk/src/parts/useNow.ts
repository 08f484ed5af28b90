/** The hub's time, ticking: one timer for every clock on the page, so that all of them step together. */
import { useSyncExternalStore } from "react";
import { useLive } from "../live/LiveProvider.tsx";

const STEP_MS = 250;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** `stepMs` coarsens it, so that a clock of whole seconds renders once a second. */
export function useNow(stepMs = 1000): number {
  const { offsetMs } = useLive();
  return useSyncExternalStore(subscribe, () => Math.floor((now + offsetMs) / stepMs) * stepMs);
}
