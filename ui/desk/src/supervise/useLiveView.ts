/** The supervisor's live view: fetched once, kept current by events. */
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { LiveView } from "../api/routing.ts";
import { keys, withRecentEvents } from "../live/cache.ts";

export function useLiveView() {
  return useQuery({
    queryKey: keys.live,
    queryFn: async ({ signal }) => withRecentEvents(await get<LiveView>("/live", signal)),
    staleTime: 0,
  });
}
