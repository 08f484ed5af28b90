/** Takes calls in the browser for an agent without a phone, with the carrier's own library, loaded only then. */
import { useEffect, useState } from "react";
import { get, Problem } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { showProblem } from "../parts/notices.tsx";

interface VoiceToken {
  token: string;
}

export function Softphone() {
  const { t } = useLanguage();
  const wanted = useDesk((desk) => desk.settings.softphone && desk.agent !== null && desk.agent.phone === "");
  const [failed, setFailed] = useState<unknown>(null);
  useEffect(() => {
    if (!wanted) return;
    let stop = () => undefined as unknown;
    let ended = false;
    const start = async () => {
      const { startSoftphone } = await import("./softphoneDevice.ts");
      const device = await startSoftphone(async () => (await get<VoiceToken>("/voice/token")).token);
      if (ended) device();
      else stop = device;
    };
    start().catch((error: unknown) => {
      if (!(error instanceof Problem && error.status === 409)) setFailed(error);
    });
    return () => {
      ended = true;
      stop();
    };
  }, [wanted]);
  useEffect(() => {
    if (failed) showProblem(t, failed);
  }, [failed, t]);
  return null;
}
