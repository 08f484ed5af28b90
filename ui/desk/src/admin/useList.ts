/** One administered list: read it, and change it with a refusal shown where it happens. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../api/client.ts";
import type { Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { problemText, showNote } from "../parts/notices.tsx";
import { CHECK, findingText, warningsOf } from "./findings.tsx";

export interface AdminItems<T> {
  items: T[];
  isPending: boolean;
  error: Error | null;
  refresh: () => Promise<void>;
}

/** What a form is given: what it changes (nothing for a new one), and what to call afterwards. */
export interface Editing<T> {
  item: T | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}

export function useList<T>(path: string): AdminItems<T> {
  const client = useQueryClient();
  const { data, isPending, error } = useQuery({
    queryKey: ["admin", path],
    queryFn: ({ signal }) => get<Page<T>>(path, signal),
  });
  return {
    items: data?.items ?? [],
    isPending,
    error,
    refresh: async () => {
      // One change may cure or cause doubts about other things.
      void client.invalidateQueries({ queryKey: ["admin", CHECK] });
      await client.invalidateQueries({ queryKey: ["admin", path] });
    },
  };
}

/** Runs a change; keeps its error until the next try, and says what the hub doubts of what it saved. */
export function useSave(after: () => unknown) {
  const { t, locale } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      const saved = await work();
      const doubts = warningsOf(saved).map((each) => findingText(t, locale, each));
      if (doubts.length > 0) showNote(t("findings.saved", { text: doubts.join("; ") }));
      await after();
    } catch (failure) {
      setError(problemText(t, failure));
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, error };
}
