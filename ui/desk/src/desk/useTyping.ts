/** Tells a chat visitor that somebody is writing: at most every few seconds, and when it stops. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Interaction } from "../api/types.ts";
import { useActions } from "../live/actions.ts";

const REPEAT_MS = 4000;

export function useTyping({ id, kind }: Interaction, isReply: boolean) {
  const { typing } = useActions();
  const said = useRef(0);
  const isOn = kind === "webchat" && isReply;
  const touch = useCallback(() => {
    if (!isOn || Date.now() - said.current < REPEAT_MS) return;
    said.current = Date.now();
    typing(id, true);
  }, [id, isOn, typing]);
  const stop = useCallback(() => {
    if (said.current === 0) return;
    said.current = 0;
    typing(id, false);
  }, [id, typing]);
  useEffect(() => stop, [stop]);
  return useMemo(() => ({ touch, stop }), [touch, stop]);
}
