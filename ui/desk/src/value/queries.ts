/** What the pages of value and pools read; events make it fresh. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, query } from "../api/client.ts";
import type { Page } from "../api/types.ts";
import type { Absence, Pools, Purchase, Rules, ServiceRecord, WeeklyCall, Working } from "../api/value.ts";
import { useLanguage } from "../i18n/index.ts";
import { showProblem } from "../parts/notices.tsx";

const NEWEST = 20;

function useValue<T>(path: string, enabled = true) {
  return useQuery({
    queryKey: ["value", path],
    queryFn: ({ signal }) => get<T>(path, signal),
    enabled,
    staleTime: 30_000,
  });
}

export const useRules = () => useValue<Rules>("/classifications");
export const useWorking = (customerId: string | null) =>
  useValue<Working>(`/customers/${customerId ?? ""}/classes`, customerId !== null);
export const usePurchases = (customerId: string) =>
  useValue<Page<Purchase>>(`/purchases${query({ customer_id: customerId, limit: NEWEST })}`);
export const useServices = (customerId: string) =>
  useValue<Page<ServiceRecord>>(`/services${query({ customer_id: customerId, limit: NEWEST })}`);
export const usePools = () => useValue<Pools>("/pools");
export const useWeekly = (agentId: string | null) =>
  useValue<Page<WeeklyCall> & { currency: string }>(`/weekly-calls${query({ agent_id: agentId })}`);
export const useAbsences = () => useValue<Page<Absence>>("/absences");

/** Runs one change, reads everything of value anew, and says what was refused. */
export function useAct(): { act: (work: () => Promise<unknown>) => Promise<boolean>; busy: boolean } {
  const client = useQueryClient();
  const { t } = useLanguage();
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      await Promise.all([
        client.invalidateQueries({ queryKey: ["value"] }),
        client.invalidateQueries({ queryKey: ["customer"] }),
      ]);
      return true;
    } catch (failure) {
      showProblem(t, failure);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy };
}
