/** What will never match or never happen, beside the field it concerns: saved, but surely not meant. */
import { Badge, Text, Tooltip } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Finding } from "../api/routing.ts";
import type { Page } from "../api/types.ts";
import { isKnown, known, useLanguage, type Locale, type Translate } from "../i18n/index.ts";

export const CHECK = "/routing/check";
const NONE: Finding[] = [];

export function useFindings(): Finding[] {
  const { data } = useQuery({
    queryKey: ["admin", CHECK],
    queryFn: ({ signal }) => get<Page<Finding>>(CHECK, signal),
  });
  return data?.items ?? NONE;
}

/** Those about one thing; a new one has none yet. */
export const about = (findings: Finding[], kind: Finding["kind"], id: string | undefined): Finding[] =>
  findings.filter((each) => each.kind === kind && each.id === id);

/** What an answer to a change doubts. */
export function warningsOf(saved: unknown): Finding[] {
  if (typeof saved !== "object" || saved === null || !("warnings" in saved)) return NONE;
  return Array.isArray(saved.warnings) ? (saved.warnings as Finding[]) : NONE;
}

/** The hub says it in English; other languages say it by its code. */
export function findingText(t: Translate, locale: Locale, { code, message, remedy }: Finding): string {
  if (locale === "en" || !isKnown("finding", code)) return `${message}: ${remedy}`;
  return known(t, "finding", code);
}

/** The doubts about a field and what lies in it (`steps.2` has those of `steps.2.needs`). */
export function FieldFindings({ findings, field }: { findings: Finding[]; field: string }) {
  const { t, locale } = useLanguage();
  const here = findings.filter((each) => each.field === field || each.field.startsWith(`${field}.`));
  return here.map((each) => (
    <Text key={each.code + each.field + each.message} size="xs" className="finding" role="note">
      <IconAlertTriangle size={13} aria-hidden /> {findingText(t, locale, each)}
    </Text>
  ));
}

/** In a list: that there is something to look at, and what. */
export function FindingsBadge({ findings }: { findings: Finding[] }) {
  const { t, locale } = useLanguage();
  if (findings.length === 0) return null;
  return (
    <Tooltip
      multiline
      maw={360}
      label={findings.map((each) => findingText(t, locale, each)).join("\n")}
      className="pre"
    >
      <Badge color="orange" leftSection={<IconAlertTriangle size={11} />} tabIndex={0}>
        {findings.length === 1 ? t("findings.one") : t("findings.count", { count: findings.length })}
      </Badge>
    </Tooltip>
  );
}
