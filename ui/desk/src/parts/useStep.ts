/** Which of the three columns a narrow screen shows. */
import { useState } from "react";

export type Step = "left" | "middle" | "right";

/** Opening something shows it; the step then follows the buttons. */
export function useStep(opened: string | undefined): [Step, (step: Step) => void] {
  const [state, setState] = useState<{ opened: string | undefined; step: Step }>({
    opened,
    step: opened ? "middle" : "left",
  });
  if (state.opened !== opened) {
    const next: { opened: string | undefined; step: Step } = { opened, step: opened ? "middle" : "left" };
    setState(next);
    return [next.step, (step) => setState({ opened, step })];
  }
  return [state.step, (step) => setState({ opened, step })];
}
