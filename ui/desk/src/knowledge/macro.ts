/** A macro's steps while they are written; pure. */
import type { MacroAction, MacroStep } from "../api/knowledge.ts";

const EMPTY: Omit<MacroAction, "step"> = { ref_id: "", text: "", value: "", number: null };
const FIRST: Partial<Record<MacroStep, Partial<MacroAction>>> = {
  set_priority: { number: 10 },
  snooze: { number: 60 },
  make_task: { number: 1440 },
};

/** Put a fresh step of a kind at a place: what another kind needed is no use to it. */
export function withStep(actions: MacroAction[], at: number, { step }: { step: MacroStep }): MacroAction[] {
  const fresh = { step, ...EMPTY, ...FIRST[step] };
  return at < actions.length ? actions.with(at, fresh) : [...actions, fresh];
}

/** Change places with a neighbour. */
export function moved(actions: MacroAction[], at: number, by: 1 | -1): MacroAction[] {
  const [here, there] = [actions[at], actions[at + by]];
  return here && there ? actions.with(at, there).with(at + by, here) : actions;
}
