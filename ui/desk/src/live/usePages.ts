/** A list that the hub gives in pages: what has come so far, and how to get more. */
import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Page } from "../api/types.ts";

export interface Paged<T> {
  items: T[];
  isPending: boolean;
  isError: boolean;
  retry: () => void;
  /** Nothing when everything is here. */
  more: (() => void) | null;
  isFetchingMore: boolean;
}

interface Options {
  enabled?: boolean;
  staleTime?: number;
  /** Whether the old list stays while another one is fetched, as it does when one types a filter. */
  keepsOld?: boolean;
}

export function usePages<T>(
  key: QueryKey,
  path: (after: string | null) => string,
  { enabled = true, staleTime = 0, keepsOld = false }: Options = {},
): Paged<T> {
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: key,
      queryFn: ({ pageParam, signal }) => get<Page<T>>(path(pageParam), signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      enabled,
      staleTime,
      ...(keepsOld && { placeholderData: keepPreviousData }),
    });
  return {
    items: data?.pages.flatMap((page) => page.items) ?? [],
    isPending,
    isError,
    retry: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : null,
    isFetchingMore: isFetchingNextPage,
  };
}
