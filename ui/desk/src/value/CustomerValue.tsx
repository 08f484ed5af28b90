/** On the card: who looks after the customer, the classes with their why, purchases and service records. */
import { Badge, Button, Group, Popover, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Customer } from "../api/types.ts";
import { SCHEMES, type Scheme } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { colourOf } from "./classes.ts";
import { FactList } from "./FactList.tsx";
import { PurchaseList } from "./PurchaseList.tsx";
import { useAct, useWorking } from "./queries.ts";
import { ServiceList } from "./ServiceList.tsx";
import "../styles/value.css";

export function CustomerValue({ customer }: { customer: Customer }) {
  return (
    <>
      <div className="card-part">
        <Classes customer={customer} />
      </div>
      <div className="card-part">
        <PurchaseList customerId={customer.id} />
      </div>
      <div className="card-part">
        <ServiceList customerId={customer.id} />
      </div>
    </>
  );
}

function Classes({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const classes = customer.classes ?? {};
  const shown = SCHEMES.filter((scheme) => classes[scheme]);
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <h2 className="section-title">{t("value.title")}</h2>
        <ClaimButton customer={customer} />
      </Group>
      <Group gap={6} mt={4}>
        <Badge variant="outline" color="gray">
          {known(t, "pool", customer.lifecycle)}
        </Badge>
        {shown.map((scheme) => (
          <ClassBadge key={scheme} customerId={customer.id} scheme={scheme} name={classes[scheme] ?? ""} />
        ))}
      </Group>
      {shown.length === 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("value.unclassed")}
        </Text>
      )}
    </>
  );
}

function ClassBadge({ customerId, scheme, name }: { customerId: string; scheme: Scheme; name: string }) {
  const { t } = useLanguage();
  const [opened, setOpened] = useState(false);
  const of = t(scheme === "value" ? "value.title" : `scheme.${scheme}`);
  const text = `${of}: ${known(t, "class", name)}`;
  return (
    <Popover opened={opened} onChange={setOpened} width={300} position="bottom" withArrow trapFocus>
      <Popover.Target>
        <UnstyledButton
          className="class-badge"
          aria-label={`${text} — ${t("value.why")}`}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <Badge color={colourOf(name)} component="span">
            {text}
          </Badge>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>{opened && <Why customerId={customerId} scheme={scheme} />}</Popover.Dropdown>
    </Popover>
  );
}

function Why({ customerId, scheme }: { customerId: string; scheme: Scheme }) {
  const { t } = useLanguage();
  const { data } = useWorking(customerId);
  const finding = data?.items.find((each) => each.scheme === scheme);
  return (
    <div tabIndex={-1} data-autofocus>
      <Text size="xs" c="dimmed" mb={6}>
        {t(`value.formula.${scheme}`)}
      </Text>
      {finding && data ? (
        <FactList facts={finding.facts} currency={data.currency} />
      ) : (
        <Rows count={3} height={18} />
      )}
    </div>
  );
}

function ClaimButton({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const me = useMe();
  const { act, busy } = useAct();
  const mayFree = me.roles.includes("supervisor") || me.roles.includes("admin");
  if (customer.owner_agent_id === null) {
    if (!me.agent_id) return null;
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        loading={busy}
        onClick={() => void act(() => post(`/customers/${customer.id}/claim`))}
      >
        {t("pools.claim")}
      </Button>
    );
  }
  if (customer.owner_agent_id !== me.agent_id && !mayFree) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      loading={busy}
      onClick={() => void act(() => post(`/customers/${customer.id}/release`))}
    >
      {t("pools.release")}
    </Button>
  );
}
