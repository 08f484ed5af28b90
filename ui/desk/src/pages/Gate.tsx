/** Asks the hub who is there: the sign-in page, or the desk once its snapshot is loaded. */
import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { get, Problem, setCsrf, whenSignedOut } from "../api/client.ts";
import type { Desk, Session } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { keys } from "../live/cache.ts";
import { Empty } from "../parts/Empty.tsx";
import { Shell } from "./Shell.tsx";
import { ShellSkeleton } from "./ShellSkeleton.tsx";
import { SignIn } from "./SignIn.tsx";

export function Gate() {
  const client = useQueryClient();
  const { t } = useLanguage();
  const session = useQuery({
    queryKey: keys.session,
    queryFn: async () => {
      const answer = await sessionOrNull();
      if (answer) setCsrf(answer.csrf);
      return answer;
    },
    staleTime: Infinity,
  });
  const desk = useQuery({
    queryKey: keys.desk,
    queryFn: () => get<Desk>("/desk"),
    enabled: Boolean(session.data),
    staleTime: Infinity,
    gcTime: Infinity,
  });

  useEffect(() => {
    whenSignedOut(() => {
      client.setQueryData(keys.session, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    });
  }, [client]);

  if (session.data === null) return <SignIn />;
  if (session.isError || desk.isError) {
    const again = () => void (session.isError ? session.refetch() : desk.refetch());
    return (
      <main className="whole-page">
        <Empty icon={IconPlugConnectedX} title={t("gate.unreachable")} hint={t("gate.unreachableHint")}>
          <Button mt="sm" onClick={again} loading={session.isFetching || desk.isFetching}>
            {t("common.tryAgain")}
          </Button>
        </Empty>
      </main>
    );
  }
  if (!session.data || !desk.data) return <ShellSkeleton />;
  return <Shell />;
}

async function sessionOrNull(): Promise<Session | null> {
  try {
    return await get<Session>("/session");
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}
