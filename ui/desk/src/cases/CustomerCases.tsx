/** A customer's cases on the card: the open ones first, the settled ones behind a click. */
import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { newKey, post } from "../api/client.ts";
import type { Case } from "../api/service.ts";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { keepCase, refresh, useCases } from "../live/service.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { isSettled } from "./words.ts";

export function CustomerCases({ customer, interaction }: { customer: Customer; interaction?: Interaction }) {
  const { t } = useLanguage();
  const { openCase } = useDialogs();
  const [showsAll, setShowsAll] = useState(false);
  const { data } = useCases({ customer_id: customer.id, limit: 30 });
  const cases = data?.items ?? [];
  const open = cases.filter((each) => !isSettled(each));
  const shown = showsAll ? cases : open;
  return (
    <>
      <div className="part-head">
        <h2 className="section-title">
          {t("cases.of")}
          {open.length > 0 && ` (${open.length})`}
        </h2>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          onClick={() => openCase(interaction && !interaction.case_id ? { interaction } : { customer })}
        >
          {t("cases.open")}
        </Button>
      </div>
      <ul className="card-cases">
        {shown.map((each) => (
          <CaseLine key={each.id} one={each} interaction={interaction} />
        ))}
      </ul>
      {cases.length > open.length && !showsAll && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className="quiet-button"
          onClick={() => setShowsAll(true)}
        >
          {t("case.state.resolved")}, {t("case.state.closed")} ({cases.length - open.length})
        </Button>
      )}
    </>
  );
}

function CaseLine({ one, interaction }: { one: Case; interaction: Interaction | undefined }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const canTie = interaction !== undefined && !interaction.case_id && !isSettled(one);
  const tie = () =>
    run(async () => {
      keepCase(
        client,
        await post<Case>(`/cases/${one.id}/interactions`, { interaction_id: interaction?.id }, newKey()),
      );
      refresh(client, "case-contacts", "case-history");
    });
  return (
    <li>
      <Link href={`/cases/${one.id}`} className="card-case">
        <span className="card-case-text">
          <Text span size="xs" c="dimmed" className="case-number">
            {one.number}
          </Text>{" "}
          {one.subject}
          <small>{t(`case.state.${one.state}`)}</small>
        </span>
        <SlaMark sla={one.sla} />
      </Link>
      {canTie && (
        <Button size="compact-xs" variant="subtle" onClick={() => void tie()}>
          {t("case.tie")}
        </Button>
      )}
    </li>
  );
}
