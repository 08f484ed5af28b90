/** Handing out what is kept about a customer; for administrators: who looked, and forgetting the person for good. */
import { Alert, Button, Code, Group, Text, TextInput } from "@mantine/core";
import { IconEye, IconFileZip, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { AdminForm } from "../admin/parts.tsx";
import { useSave } from "../admin/useList.ts";
import { get, post } from "../api/client.ts";
import type { Customer } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { showDone } from "../parts/notices.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";

interface Preview {
  records: string[];
  rows: Record<string, number>;
  open_interactions: string[];
}

export function Privacy({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const [isForgetting, setForgetting] = useState(false);
  const { roles } = useMe();
  const isAdmin = roles.includes("admin");
  if (!isAdmin && !roles.includes("supervisor")) return null;
  return (
    <div className="card-part">
      <h2 className="section-title">{t("privacy.title")}</h2>
      <Group gap="xs">
        <Button
          component="a"
          href={`/api/v1/customers/${customer.id}/privacy-export`}
          download
          variant="subtle"
          size="compact-xs"
          leftSection={<IconFileZip size={13} />}
        >
          {t("privacy.export")}
        </Button>
        {isAdmin && (
          <>
            <Button
              component={Link}
              href={`/admin/audit?subject=${customer.id}`}
              variant="subtle"
              size="compact-xs"
              leftSection={<IconEye size={13} />}
            >
              {t("privacy.whoLooked")}
            </Button>
            <Button
              variant="subtle"
              color="red"
              size="compact-xs"
              leftSection={<IconTrash size={13} />}
              onClick={() => setForgetting(true)}
            >
              {t("privacy.forget")}
            </Button>
          </>
        )}
      </Group>
      {isForgetting && <Forget customer={customer} onClose={() => setForgetting(false)} />}
    </div>
  );
}

function Forget({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const { data: preview } = useQuery({
    queryKey: ["erasure", customer.id],
    queryFn: ({ signal }) => get<Preview>(`/customers/${customer.id}/erasure`, signal),
    staleTime: 0,
  });
  const { save, busy, error } = useSave(() => {
    navigate("/customers");
    void client.invalidateQueries();
  });
  const forget = async () => {
    const done = await post<Preview>(`/customers/${customer.id}/erase`, { reason, confirm });
    showDone(t("privacy.done", { rows: Object.values(done.rows).reduce((sum, each) => sum + each, 0) }));
    onClose();
  };
  const isBusy = (preview?.open_interactions.length ?? 0) > 0;
  return (
    <AdminForm
      title={t("privacy.forgetTitle", { name: customer.name || t("customer.unnamed") })}
      error={error}
      busy={busy}
      canSave={!isBusy && reason.trim() !== "" && confirm.trim() === customer.id}
      saveLabel={t("privacy.do")}
      onClose={onClose}
      onSave={() => void save(forget)}
    >
      <Alert color="red">{t("privacy.cannotUndo")}</Alert>
      {!preview && <Rows count={3} height={20} />}
      {preview && (
        <div>
          <Text size="sm" fw={600}>
            {t("privacy.rows")}
          </Text>
          <Text size="xs" c="dimmed">
            {preview.records.length > 1 && `${t("privacy.records", { count: preview.records.length })} · `}
            {Object.entries(preview.rows)
              .map(([name, count]) => `${name.replaceAll("_", " ")} ${count}`)
              .join(", ")}
          </Text>
        </div>
      )}
      {isBusy && <Alert color="yellow">{t("privacy.busy")}</Alert>}
      <TextInput
        label={t("privacy.reason")}
        description={t("privacy.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <div>
        <Text size="sm" fw={500}>
          {t("privacy.confirm", { id: "" })} <Code>{customer.id}</Code>
        </Text>
        <TextInput
          aria-label={t("privacy.confirm", { id: customer.id })}
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
      </div>
    </AdminForm>
  );
}
