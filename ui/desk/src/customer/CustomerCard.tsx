/** The right column: who the customer is, how to reach them, and everything that happened on any channel. */
import { Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import {
  IconBuilding,
  IconCake,
  IconLanguage,
  IconPencil,
  IconUserPlus,
  IconUserStar,
  IconWorld,
} from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { Customer, Interaction } from "../api/types.ts";
import { CustomerCases } from "../cases/CustomerCases.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useCustomer } from "../live/queries.ts";
import { Face } from "../parts/Face.tsx";
import { useNow } from "../parts/useNow.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { TaskList } from "../tasks/TaskList.tsx";
import { daysUntil } from "../text/birthdays.ts";
import { readableAddress } from "../text/times.ts";
import { CustomerValue } from "../value/CustomerValue.tsx";
import { fieldName, useCustomerFields } from "./AttributeFields.tsx";
import { Consents } from "./Consents.tsx";
import { ContactPoints } from "./ContactPoints.tsx";
import { CustomerForm } from "./CustomerForm.tsx";
import { Duplicates } from "./Duplicates.tsx";
import { LinkCustomer } from "./LinkCustomer.tsx";
import { Merges } from "./Merges.tsx";
import { OrganisationLink, People } from "./Organisation.tsx";
import { Privacy } from "./Privacy.tsx";
import { Timeline } from "./Timeline.tsx";

export function CustomerCard({ interaction }: { interaction: Interaction }) {
  const { t } = useLanguage();
  const { data: customer, isPending } = useCustomer(interaction.customer_id);
  const [isLinking, setLinking] = useState(false);
  if (!interaction.customer_id) {
    return (
      <div className="card">
        <div className="card-part nobody">
          <IconUserPlus size={28} stroke={1.4} />
          <Text size="sm" fw={600}>
            {t("customer.nobody")}
          </Text>
          <Text size="xs" c="dimmed">
            {readableAddress(interaction.address)}
          </Text>
          <LinkCustomer interaction={interaction} />
        </div>
      </div>
    );
  }
  if (isPending || !customer) return <Rows count={7} height={28} />;
  return (
    <div className="card">
      <CustomerSummary customer={customer} interaction={interaction} />
      <div className="card-part">
        <h2 className="section-title">{t("timeline.title")}</h2>
        <Timeline customerId={customer.id} current={interaction.id} />
      </div>
      <div className="card-part">
        {isLinking ? (
          <LinkCustomer interaction={interaction} onDone={() => setLinking(false)} />
        ) : (
          <Button
            variant="subtle"
            color="gray"
            className="quiet-button"
            fullWidth
            onClick={() => setLinking(true)}
          >
            {t("customer.isSomebodyElse")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The record without its timeline; also the customer's page shows it. */
export function CustomerSummary({
  customer,
  interaction,
}: {
  customer: Customer;
  interaction?: Interaction;
}) {
  const { t } = useLanguage();
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <div className="card-part card-head">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Face name={customer.name} id={customer.id} size={40} />
          <div className="card-name">
            <Text fw={650} size="lg" lh={1.3}>
              {customer.name || t("customer.unnamed")}
            </Text>
            <Tags customer={customer} />
          </div>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPencil size={13} />}
            onClick={() => setEditing(true)}
          >
            {t("common.edit")}
          </Button>
        </Group>
        <Facts customer={customer} />
      </div>
      <div className="card-part">
        <ContactPoints customer={customer} />
      </div>
      <People organisation={customer} />
      <Duplicates customer={customer} />
      <Merges customer={customer} />
      <div className="card-part">
        <CustomerCases customer={customer} interaction={interaction} />
      </div>
      <div className="card-part">
        <TaskList
          filter={{ customer_id: customer.id }}
          about={{ customer, interactionId: interaction?.id }}
        />
      </div>
      <CustomerValue customer={customer} />
      <div className="card-part">
        <Consents customer={customer} />
      </div>
      <Privacy customer={customer} />
      {isEditing && <CustomerForm customer={customer} onClose={() => setEditing(false)} />}
    </>
  );
}

function Tags({ customer }: { customer: Customer }) {
  if (customer.tags.length === 0) return null;
  return (
    <Group gap={4} mt={2}>
      {customer.tags.map((tag) => (
        <Badge key={tag} color="gray">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}

function Facts({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const owner = useAgents().find((each) => each.id === customer.owner_agent_id);
  const language = useLanguageName(customer.language);
  return (
    <dl className="facts">
      {customer.kind === "organisation" && (
        <Fact icon={<IconBuilding size={14} />} name={t("customer.kind")}>
          {t("customer.organisation")}
        </Fact>
      )}
      {owner && (
        <Fact icon={<IconUserStar size={14} />} name={t("customer.owner")}>
          {owner.name}
        </Fact>
      )}
      {language && (
        <Fact icon={<IconLanguage size={14} />} name={t("customer.language")}>
          {language}
        </Fact>
      )}
      {customer.time_zone && (
        <Fact icon={<IconWorld size={14} />} name={t("customer.zone")}>
          <LocalTime zone={customer.time_zone} />
        </Fact>
      )}
      {customer.birthday && (
        <Fact icon={<IconCake size={14} />} name={t("customer.birthday")}>
          <BirthdayText customer={customer} />
        </Fact>
      )}
      {customer.team && <Fact name={t("customer.team")}>{customer.team}</Fact>}
      {customer.organisation_id && (
        <Fact icon={<IconBuilding size={14} />} name={t("customer.organisationOf")}>
          <OrganisationLink id={customer.organisation_id} />
        </Fact>
      )}
      {customer.source && <Fact name={t("customer.source")}>{customer.source}</Fact>}
      {customer.external_ids.map((each) => (
        <Fact key={`${each.source}:${each.id}`} name={each.source}>
          {each.id}
        </Fact>
      ))}
      <AttributeFacts attributes={customer.attributes} />
      {customer.notes && (
        <Fact name={t("customer.notes")}>
          <span className="pre">{customer.notes}</span>
        </Fact>
      )}
    </dl>
  );
}

function AttributeFacts({ attributes }: { attributes: Customer["attributes"] }) {
  const { t, locale } = useLanguage();
  const fields = useCustomerFields();
  return Object.entries(attributes).map(([key, value]) => {
    const field = fields.find((each) => each.key === key);
    const shown = field?.type === "boolean" ? t(value === "true" ? "customer.yes" : "customer.no") : value;
    return (
      <Fact key={key} name={field ? fieldName(field, locale) : key}>
        <Tooltip label={t("fields.undefined")} disabled={field !== undefined}>
          <span className={field ? undefined : "dim"}>{shown.replaceAll(";", ", ")}</span>
        </Tooltip>
      </Fact>
    );
  });
}

function Fact({ icon, name, children }: { icon?: ReactNode; name: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        {icon}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function useLanguageName(code: string): string {
  const { locale } = useLanguage();
  if (!code) return "";
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The customer's wall clock: whether it is a good time to call. */
function LocalTime({ zone }: { zone: string }) {
  const { locale } = useLanguage();
  const now = useNow(60_000);
  return (
    <Tooltip label={zone}>
      <span>
        {timeIn(zone, now, locale)} {zone.split("/").at(-1)?.replaceAll("_", " ")}
      </span>
    </Tooltip>
  );
}

/** Empty for a zone that this browser does not know. */
function timeIn(zone: string, now: number, locale: string): string {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone } as const;
  try {
    return `${new Intl.DateTimeFormat(locale, options).format(now)} ·`;
  } catch {
    return "";
  }
}

function BirthdayText({ customer }: { customer: Customer }) {
  const { t, locale } = useLanguage();
  const now = useNow(3_600_000);
  const birthday = customer.birthday;
  if (!birthday) return null;
  const days = daysUntil(birthday, new Date(now));
  const date =
    birthday.calendar === "lunar"
      ? t(birthday.leap_month ? "birthday.lunarLeap" : "birthday.lunar", {
          month: birthday.month,
          day: birthday.day,
        })
      : new Intl.DateTimeFormat(locale, { month: "long", day: "numeric" }).format(
          new Date(2024, birthday.month - 1, birthday.day),
        );
  const soon =
    days === null ? "" : days === 0 ? t("birthday.today") : days <= 30 ? t("birthday.in", { days }) : "";
  return (
    <>
      {date}
      {birthday.year ? ` ${birthday.year}` : ""}
      {soon && (
        <Badge ml={6} color="grape">
          {soon}
        </Badge>
      )}
    </>
  );
}
