/** Opens a case, from a conversation with all that is known already, or changes one. */
import {
  Button,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  TextInput,
  Textarea,
} from "@mantine/core";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { newKey, patch, post } from "../api/client.ts";
import type { Case, CaseField } from "../api/service.ts";
import type { Customer, Interaction, Message } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { keys } from "../live/cache.ts";
import { useAgents, useCustomer, useMyAgent } from "../live/queries.ts";
import { keepCase, refresh, useCaseKinds, useDepartments } from "../live/service.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { showDone } from "../parts/notices.tsx";
import { departmentName, fieldName, kindName } from "./words.ts";

export interface CaseAbout {
  one?: Case;
  interaction?: Interaction;
  customer?: Customer;
}

export function CaseForm({ about, onClose }: { about: CaseAbout; onClose: () => void }) {
  const { one, interaction } = about;
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const [path, navigate] = useLocation();
  const { run } = useActions();
  const me = useMyAgent();
  const agents = useAgents();
  const kinds = useCaseKinds();
  const departments = useDepartments();
  const { data: known } = useCustomer(one?.customer_id ?? interaction?.customer_id ?? about.customer?.id);
  const [chosen, setCustomer] = useState<Customer | null | undefined>(about.customer);
  const customer = chosen === undefined ? (known ?? null) : chosen;
  const [kindId, setKind] = useState(one?.kind ?? "request");
  const said = saidLast(client, interaction);
  const [subject, setSubject] = useState(one?.subject ?? firstLine(interaction?.subject || said));
  const [description, setDescription] = useState(one?.description ?? said);
  const [owner, setOwner] = useState<string | null>(one ? one.owner_agent_id : (me?.id ?? null));
  const [concerned, setConcerned] = useState<string[]>(one?.department_ids ?? []);
  const [priority, setPriority] = useState<number | null>(one?.priority ?? null);
  const [tags, setTags] = useState<string[]>(one?.tags ?? []);
  const [values, setValues] = useState<Record<string, string>>(one?.fields ?? {});
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const kind = kinds.find((each) => each.id === kindId);

  const save = async () => {
    setBusy(true);
    const fields = Object.fromEntries((kind?.fields ?? []).map((each) => [each.key, values[each.key] ?? ""]));
    const body = {
      subject: subject.trim(),
      description,
      kind: kindId,
      owner_agent_id: owner,
      customer_id: customer?.id ?? null,
      tags,
      fields,
      ...(concerned.length > 0 || one ? { department_ids: concerned } : {}),
      ...(priority === null ? {} : { priority }),
    };
    let saved: Case | undefined;
    const done = await run(async () => {
      saved = one
        ? await patch<Case>(`/cases/${one.id}`, body, one.version)
        : await post<Case>("/cases", { ...body, interaction_id: interaction?.id ?? null }, key);
    });
    setBusy(false);
    if (!done || !saved) return;
    keepCase(client, saved);
    refresh(client, "cases", "case-history", "today");
    onClose();
    if (one) return;
    showDone(t("case.openDone", { number: saved.number }));
    if (path.startsWith("/cases")) navigate(`/cases/${saved.id}`);
  };
  return (
    <Modal opened onClose={onClose} title={one ? one.number : t("cases.open")} size="lg" className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t("case.subject")}
            placeholder={t("case.subjectHint")}
            required
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
            data-autofocus
          />
          <Group grow align="flex-start">
            <Select
              label={t("case.kind")}
              data={kinds
                .filter((each) => each.active || each.id === kindId)
                .map((each) => ({ value: each.id, label: kindName(kinds, each.id, locale) }))}
              value={kindId}
              onChange={(picked) => setKind(picked ?? "request")}
              allowDeselect={false}
            />
            <Select
              label={t("case.owner")}
              placeholder={t("case.nobody")}
              clearable
              searchable
              nothingFoundMessage={t("common.nothingFound")}
              data={agents.map((each) => ({ value: each.id, label: each.name }))}
              value={owner}
              onChange={setOwner}
            />
          </Group>
          <CustomerPicker value={customer} onChange={setCustomer} label={t("case.customer")} />
          <Textarea
            label={t("case.description")}
            autosize
            minRows={3}
            maxRows={12}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {(kind?.fields ?? []).map((field) => (
            <FieldInput
              key={field.key}
              field={field}
              label={fieldName(field, locale)}
              value={values[field.key] ?? ""}
              onChange={(value) => setValues((old) => ({ ...old, [field.key]: value }))}
            />
          ))}
          <Group grow align="flex-start">
            {departments.length > 0 && (
              <MultiSelect
                label={t("case.departments")}
                data={departments.map((each) => ({ value: each.id, label: departmentName(each, locale) }))}
                value={concerned}
                onChange={setConcerned}
              />
            )}
            <NumberInput
              label={t("case.priority")}
              min={-100}
              max={100}
              value={priority ?? kind?.priority ?? 0}
              onChange={(points) => setPriority(Number(points) || 0)}
            />
            <TagsInput label={t("case.tags")} value={tags} onChange={setTags} />
          </Group>
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!subject.trim()}>
              {one ? t("common.save") : t("cases.open")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function FieldInput({
  field,
  label,
  value,
  onChange,
}: {
  field: CaseField;
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const shared = { label, required: field.required };
  if (field.type === "choice" || field.type === "boolean") {
    const choices = field.type === "boolean" ? ["true", "false"] : field.choices;
    return (
      <Select
        {...shared}
        clearable
        data={choices}
        value={value || null}
        onChange={(one) => onChange(one ?? "")}
      />
    );
  }
  if (field.type === "choices") {
    const picked = value.split(";").filter(Boolean);
    return (
      <MultiSelect
        {...shared}
        data={field.choices}
        value={picked}
        onChange={(all) => onChange(all.join(";"))}
      />
    );
  }
  const type = field.type === "date" ? "date" : field.type === "number" ? "number" : "text";
  return (
    <TextInput
      {...shared}
      type={type}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What the customer wrote last; what we wrote is not what the case is about. */
function saidLast(client: QueryClient, interaction: Interaction | undefined): string {
  if (!interaction) return "";
  const messages = client.getQueryData<Message[]>(keys.messages(interaction.id)) ?? [];
  const last = messages.findLast((each) => each.direction === "in" && each.text);
  if (last) return last.text;
  return interaction.last_message?.direction === "in" ? interaction.last_message.text : "";
}

const firstLine = (text: string): string => text.split("\n")[0]?.slice(0, 120) ?? "";
