/** Lists that came in, and the place to bring another one. */
import { Alert, Badge, Button, FileInput, Group, Select, Table, TextInput } from "@mantine/core";
import { IconTableImport, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { CardTable } from "../admin/parts.tsx";
import { get } from "../api/client.ts";
import { uploadList, type ImportLine } from "../api/records.ts";
import type { Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { problemText } from "../parts/notices.tsx";
import { fullTime } from "../text/times.ts";
import { Counts } from "./Counts.tsx";

const KINDS = ["customers", "purchases", "services"] as const;

export function ImportList() {
  const { t, locale } = useLanguage();
  const { data, isPending, error } = useQuery({
    queryKey: ["imports"],
    queryFn: ({ signal }) => get<Page<ImportLine>>("/imports?limit=50", signal),
  });
  const lists = data?.items ?? [];
  return (
    <>
      <UploadForm />
      {isPending && <Rows count={4} height={32} />}
      {error && <Alert color="red">{problemText(t, error)}</Alert>}
      {!isPending && !error && lists.length === 0 && (
        <Empty icon={IconTableImport} title={t("imports.empty")} hint={t("imports.hint")} />
      )}
      {lists.length > 0 && (
        <CardTable
          heads={[
            t("imports.name"),
            t("imports.kind"),
            t("imports.state"),
            t("imports.rows"),
            t("imports.result"),
            t("imports.at"),
          ]}
        >
          {lists.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>
                <Link className="row-link" href={`/records/imports/${each.id}`}>
                  {each.name}
                </Link>
              </Table.Td>
              <Table.Td>{t(`imports.kind.${each.kind as (typeof KINDS)[number]}`)}</Table.Td>
              <Table.Td>
                <StateBadge state={each.state} />
              </Table.Td>
              <Table.Td>{new Intl.NumberFormat(locale).format(each.rows)}</Table.Td>
              <Table.Td>
                <Counts counts={each.counts} />
              </Table.Td>
              <Table.Td>{fullTime(each.created_at, locale)}</Table.Td>
            </Table.Tr>
          ))}
        </CardTable>
      )}
    </>
  );
}

export function StateBadge({ state }: { state: ImportLine["state"] }) {
  const { t } = useLanguage();
  const colour =
    state === "done" ? "green" : state === "failed" ? "red" : state === "cancelled" ? "gray" : "blue";
  return <Badge color={colour}>{t(`imports.state.${state}`)}</Badge>;
}

function UploadForm() {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<string>("customers");
  const [source, setSource] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setError("");
    try {
      const made = await uploadList(file, kind, source.trim());
      navigate(`/records/imports/${made.id}`);
    } catch (failure) {
      setError(problemText(t, failure));
      setBusy(false);
    }
  };
  return (
    <form
      className="upload-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {error && (
        <Alert color="red" role="alert" className="pre" mb="sm">
          {error}
        </Alert>
      )}
      <Group align="flex-end" gap="sm">
        <FileInput
          label={t("imports.file")}
          placeholder={t("imports.choose")}
          accept=".csv,.tsv,.txt,text/csv"
          value={file}
          onChange={setFile}
          w={260}
          clearable
        />
        <Select
          label={t("imports.kind")}
          data={KINDS.map((each) => ({ value: each, label: t(`imports.kind.${each}`) }))}
          value={kind}
          onChange={(chosen) => setKind(chosen ?? "customers")}
          allowDeselect={false}
          w={160}
        />
        <TextInput
          label={t("imports.source")}
          placeholder="crm"
          title={t("imports.sourceHint")}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          w={200}
        />
        <Button type="submit" leftSection={<IconUpload size={15} />} loading={busy} disabled={!file}>
          {t("imports.upload")}
        </Button>
      </Group>
    </form>
  );
}
