/** Creates or edits a customer's record. */
import {
  Alert,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  SegmentedControl,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patch, post } from "../api/client.ts";
import type { Birthday, Customer } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { applyEvent } from "../live/cache.ts";
import { useAgents } from "../live/queries.ts";
import { problemText } from "../parts/notices.tsx";
import { AttributeFields, type Attributes } from "./AttributeFields.tsx";
import { OrganisationPicker } from "./OrganisationPicker.tsx";

interface Props {
  customer?: Customer;
  startWith?: { kind: "phone" | "email"; value: string };
  onClose: () => void;
  onSaved?: (customer: Customer) => void;
}

interface Fields {
  name: string;
  kind: Customer["kind"];
  language: string;
  time_zone: string;
  owner_agent_id: string | null;
  tags: string[];
  birthday: Birthday | null;
  team: string;
  organisation_id: string | null;
  notes: string;
  attributes: Attributes;
  phone: string;
  email: string;
}

const LANGUAGES = ["en", "zh-CN", "zh-TW", "es", "de", "fr", "ja"];

export function CustomerForm({ customer, startWith, onClose, onSaved }: Props) {
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const agents = useAgents();
  const [fields, setFields] = useState<Fields>(() => firstFields(customer, startWith));
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change }));

  const save = async () => {
    setBusy(true);
    setError("");
    try {
      const saved = await write(fields, customer);
      applyEvent(client, { seq: 0, event: "customer.updated", at: "", data: saved });
      onSaved?.(saved);
      onClose();
    } catch (failure) {
      setError(problemText(t, failure));
      setBusy(false);
    }
  };
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return (
    <Modal
      opened
      onClose={onClose}
      title={customer ? t("customer.edit") : t("customers.create")}
      size="md"
      className="sheet"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          {error && (
            <Alert color="red" role="alert" className="pre">
              {error}
            </Alert>
          )}
          <TextInput
            label={t("customer.name")}
            description={t("customer.nameHint")}
            value={fields.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            data-autofocus
            required
          />
          <SegmentedControl
            aria-label={t("customer.kind")}
            value={fields.kind}
            onChange={(kind) => set({ kind })}
            data={[
              { value: "person", label: t("customer.person") },
              { value: "organisation", label: t("customer.organisation") },
            ]}
          />
          {!customer && (
            <Group grow>
              <TextInput
                label={t("points.phone")}
                value={fields.phone}
                onChange={(event) => set({ phone: event.currentTarget.value })}
              />
              <TextInput
                label={t("points.email")}
                value={fields.email}
                onChange={(event) => set({ email: event.currentTarget.value })}
              />
            </Group>
          )}
          <Group grow>
            <Select
              label={t("customer.language")}
              data={LANGUAGES.map((code) => ({ value: code, label: names.of(code) ?? code }))}
              value={fields.language || null}
              onChange={(language) => set({ language: language ?? "" })}
              clearable
              searchable
            />
            <Autocomplete
              label={t("customer.zone")}
              data={Intl.supportedValuesOf("timeZone")}
              limit={20}
              value={fields.time_zone}
              onChange={(zone) => set({ time_zone: zone })}
            />
          </Group>
          <Group grow align="flex-start">
            <Select
              label={t("customer.owner")}
              data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
              value={fields.owner_agent_id}
              onChange={(owner) => set({ owner_agent_id: owner })}
              clearable
              searchable
            />
            <TagsInput label={t("customer.tags")} value={fields.tags} onChange={(tags) => set({ tags })} />
          </Group>
          <Group grow align="flex-start">
            <Autocomplete
              label={t("customer.team")}
              data={[...new Set(agents.map((agent) => agent.team ?? "").filter(Boolean))]}
              value={fields.team}
              onChange={(team) => set({ team })}
            />
            <OrganisationPicker
              value={fields.organisation_id}
              onChange={(organisation) => set({ organisation_id: organisation })}
            />
          </Group>
          {fields.kind === "person" && (
            <BirthdayFields value={fields.birthday} onChange={(birthday) => set({ birthday })} />
          )}
          <AttributeFields values={fields.attributes} onChange={(attributes) => set({ attributes })} />
          <Textarea
            label={t("customer.notes")}
            autosize
            minRows={2}
            maxRows={8}
            value={fields.notes}
            onChange={(event) => set({ notes: event.currentTarget.value })}
          />
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!fields.name.trim()}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function firstFields(customer: Customer | undefined, startWith: Props["startWith"]): Fields {
  return {
    name: customer?.name ?? "",
    kind: customer?.kind ?? "person",
    language: customer?.language ?? "",
    time_zone: customer?.time_zone ?? "",
    owner_agent_id: customer?.owner_agent_id ?? null,
    tags: customer?.tags ?? [],
    birthday: customer?.birthday ?? null,
    team: customer?.team ?? "",
    organisation_id: customer?.organisation_id ?? null,
    notes: customer?.notes ?? "",
    attributes: customer?.attributes ?? {},
    phone: startWith?.kind === "phone" ? startWith.value : "",
    email: startWith?.kind === "email" ? startWith.value : "",
  };
}

async function write(fields: Fields, customer: Customer | undefined): Promise<Customer> {
  const { phone, email, ...own } = fields;
  const birthday = own.kind === "organisation" ? null : own.birthday;
  const record = { ...own, birthday, name: own.name.trim() };
  if (customer) return patch<Customer>(`/customers/${customer.id}`, record, customer.version);
  const points = [
    ...(phone.trim() ? [{ kind: "phone", value: phone.trim() }] : []),
    ...(email.trim() ? [{ kind: "email", value: email.trim() }] : []),
  ];
  return post<Customer>("/customers", { ...record, contact_points: points });
}

function BirthdayFields({
  value,
  onChange,
}: {
  value: Birthday | null;
  onChange: (value: Birthday | null) => void;
}) {
  const { t } = useLanguage();
  const change = (fields: Partial<Birthday>) =>
    onChange({ calendar: "gregorian", month: 1, day: 1, ...value, ...fields });
  const number = (typed: string | number) =>
    typeof typed === "number" ? typed : Number.parseInt(typed, 10) || 1;
  return (
    <fieldset className="birthday">
      <legend>{t("customer.birthday")}</legend>
      <Checkbox
        label={t("birthday.known")}
        checked={value !== null}
        onChange={(event) => (event.currentTarget.checked ? change({}) : onChange(null))}
      />
      {value && (
        <Group gap="xs" mt={8} align="flex-end">
          <Select
            label={t("birthday.calendar")}
            w={120}
            data={[
              { value: "gregorian", label: t("birthday.gregorian") },
              { value: "lunar", label: t("birthday.lunarCalendar") },
            ]}
            value={value.calendar}
            onChange={(calendar) => change({ calendar: calendar as Birthday["calendar"] })}
            allowDeselect={false}
          />
          <NumberInput
            label={t("birthday.month")}
            w={70}
            min={1}
            max={12}
            value={value.month}
            onChange={(month) => change({ month: number(month) })}
          />
          <NumberInput
            label={t("birthday.day")}
            w={70}
            min={1}
            max={value.calendar === "lunar" ? 30 : 31}
            value={value.day}
            onChange={(day) => change({ day: number(day) })}
          />
          <NumberInput
            label={t("birthday.year")}
            w={90}
            min={1880}
            max={new Date().getFullYear()}
            value={value.year ?? ""}
            onChange={(year) => change({ year: year === "" ? null : number(year) })}
          />
          {value.calendar === "lunar" && (
            <Checkbox
              label={t("birthday.leapMonth")}
              checked={value.leap_month ?? false}
              onChange={(event) => change({ leap_month: event.currentTarget.checked })}
            />
          )}
        </Group>
      )}
    </fieldset>
  );
}
