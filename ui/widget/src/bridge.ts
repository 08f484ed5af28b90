// What the foreign page and the hub's frame tell each other by postMessage, always with an exact target origin.

export type ToFrame =
  | { hub: "shown"; open: boolean; identity?: string | undefined }
  | { hub: "identify"; identity: string }
  | { hub: "reset" };

export type ToHost =
  | { hub: "close" }
  | { hub: "ready"; label: string; accent: string }
  | { hub: "unread"; count: number; label: string };

/** Calls back with each of our messages from exactly this window and origin. */
export function listen<T extends ToFrame | ToHost>(
  from: () => Window | null,
  origin: string | null,
  heard: (message: T) => void,
) {
  addEventListener("message", ({ source, origin: sender, data }: MessageEvent<T | null>) => {
    if (source === from() && sender === origin && data?.hub) heard(data);
  });
}
