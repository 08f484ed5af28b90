/** Keys that work anywhere on the desk, except while somebody writes or an input method composes. */
import { useLayoutEffect, useRef } from "react";

export type Handlers = Record<string, () => void>;

const WRITABLE = "input, textarea, select, [contenteditable=true], [role=textbox], [role=combobox]";

/** Whether an input method is at work; 229 is what browsers send for keys it swallows. */
export const isComposing = (event: { isComposing: boolean; keyCode?: number }): boolean =>
  event.isComposing || event.keyCode === 229;

export function keyName(event: KeyboardEvent): string {
  const command = event.ctrlKey || event.metaKey ? "Ctrl-" : "";
  return command + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/**
 * Bind keys such as `j`, `Ctrl-k` or `Escape`; single keys are ignored while writing and while a dialog is open.
 * They work as soon as what they act on can be seen, which is why the effects come before the browser paints.
 */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isComposing(event) || event.altKey) return;
      const name = keyName(event);
      const handler = latest.current[name];
      if (!handler) return;
      if (!name.startsWith("Ctrl-") && isBusy(event.target)) return;
      event.preventDefault();
      handler();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog], [role=menu]")) return true;
  return target instanceof Element && target.closest(WRITABLE) !== null;
}
