/** What the customer allowed and forbade, with how we know; and one click to write down what they just said. */
import { ActionIcon, Badge, Button, Group, Select, Text, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconPlus, IconQuestionMark, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Consent, Customer } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { fullTime } from "../text/times.ts";
import { useChange } from "./ContactPoints.tsx";

const SHAPES = { granted: IconCheck, withdrawn: IconX, unknown: IconQuestionMark };
const COLOURS = { granted: "green", withdrawn: "red", unknown: "gray" };
const PURPOSES = ["marketing", "greeting", "survey", "service_followup", "transactional"] as const;

export function Consents({ customer }: { customer: Customer }) {
  const { t, locale } = useLanguage();
  const [isAdding, setAdding] = useState(false);
  const consents = newest(customer.consents ?? []);
  return (
    <>
      <Group justify="space-between">
        <h2 className="section-title">{t("consent.title")}</h2>
        <ActionIcon size="sm" aria-label={t("consent.add")} onClick={() => setAdding(!isAdding)}>
          <IconPlus size={14} />
        </ActionIcon>
      </Group>
      {consents.length === 0 && !isAdding && (
        <Text size="xs" c="dimmed">
          {t("consent.none")}
        </Text>
      )}
      <Group gap={6}>
        {consents.map((each) => {
          const Shape = SHAPES[each.status];
          const purpose = each.purpose ? known(t, "purpose", each.purpose) : t("consent.all");
          return (
            <Tooltip
              key={each.id}
              label={[fullTime(each.at, locale), each.source, each.evidence].filter(Boolean).join(" · ")}
              multiline
              maw={280}
            >
              <Badge color={COLOURS[each.status]} leftSection={<Shape size={11} />} tabIndex={0}>
                {known(t, "kind", each.kind)} · {purpose}: {t(`consent.${each.status}`)}
              </Badge>
            </Tooltip>
          );
        })}
      </Group>
      {isAdding && <AddConsent customer={customer} onDone={() => setAdding(false)} />}
    </>
  );
}

/** The newest statement for each kind and purpose counts. */
function newest(consents: Consent[]): Consent[] {
  const found = new Map<string, Consent>();
  for (const each of consents.toSorted((left, right) => left.at.localeCompare(right.at))) {
    found.set(`${each.kind}/${each.purpose ?? ""}`, each);
  }
  return [...found.values()];
}

function AddConsent({ customer, onDone }: { customer: Customer; onDone: () => void }) {
  const { t } = useLanguage();
  const change = useChange(customer);
  const [kind, setKind] = useState("sms");
  const [purpose, setPurpose] = useState<string | null>(null);
  const [status, setStatus] = useState("granted");
  const [evidence, setEvidence] = useState("");
  const save = async () => {
    const body = { customer_id: customer.id, kind, purpose, status, evidence: evidence.trim() };
    if (await change(() => post("/consents", body))) onDone();
  };
  return (
    <form
      className="inline-form wrap"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Select
        aria-label={t("consent.kind")}
        data={(["sms", "email", "phone", "webchat"] as const).map((each) => ({
          value: each,
          label: t(`kind.${each}`),
        }))}
        value={kind}
        onChange={(chosen) => setKind(chosen ?? kind)}
        w={104}
      />
      <Select
        aria-label={t("consent.purpose")}
        placeholder={t("consent.all")}
        clearable
        data={PURPOSES.map((each) => ({ value: each, label: t(`purpose.${each}`) }))}
        value={purpose}
        onChange={setPurpose}
        flex={1}
      />
      <Select
        aria-label={t("consent.status")}
        data={(["granted", "withdrawn"] as const).map((each) => ({
          value: each,
          label: t(`consent.${each}`),
        }))}
        value={status}
        onChange={(chosen) => setStatus(chosen ?? status)}
        w={104}
      />
      <TextInput
        flex={1}
        aria-label={t("consent.evidence")}
        placeholder={t("consent.evidence")}
        value={evidence}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!evidence.trim()}>
        {t("common.save")}
      </Button>
    </form>
  );
}
