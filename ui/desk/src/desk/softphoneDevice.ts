/** The browser as a telephone (https://www.twilio.com/docs/voice/sdks/javascript): registers and answers. */
import { Device, type Call } from "@twilio/voice-sdk";

/** The hub connects only calls that the agent has accepted, so the device answers at once; returns what ends it. */
export async function startSoftphone(fetchToken: () => Promise<string>): Promise<() => void> {
  const device = new Device(await fetchToken(), { closeProtection: true });
  device.on("incoming", (call: Call) => call.accept());
  device.on("tokenWillExpire", () => {
    void fetchToken().then((token) => device.updateToken(token));
  });
  await device.register();
  return () => device.destroy();
}
