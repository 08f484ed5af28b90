/** One case: left what it is about and what happened, right its promises, who is concerned and what is to be done. */
import { ActionIcon, Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconBriefcase, IconLinkOff, IconMessages, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { del, get } from "../api/client.ts";
import type { Case, CaseKind } from "../api/service.ts";
import type { Interaction, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useAgents, useCustomer } from "../live/queries.ts";
import { serviceKeys, useCase, useCaseKinds, useDepartments } from "../live/service.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { useDialogs } from "../parts/dialogs.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Face } from "../parts/Face.tsx";
import { useNow } from "../parts/useNow.ts";
import { TaskList } from "../tasks/TaskList.tsx";
import { contactText } from "../text/contacts.ts";
import { fullTime, shortDay } from "../text/times.ts";
import { CaseHistory } from "./CaseHistory.tsx";
import { Deeds, useCaseDeeds } from "./Deeds.tsx";
import { Promises } from "./Promises.tsx";
import { Visit } from "./Visit.tsx";
import { departmentName, fieldName, kindName, STATE_COLOURS } from "./words.ts";

export function CaseView({ id }: { id: string }) {
  const { t, locale } = useLanguage();
  const [, navigate] = useLocation();
  const { data: one, isError } = useCase(id);
  const kinds = useCaseKinds();
  const { openCase } = useDialogs();
  useShortcuts({ e: () => one && openCase({ one }) });
  if (isError) return <Empty icon={IconBriefcase} title={t("case.gone")} />;
  if (!one) return <Rows count={8} height={40} />;
  const kind = kinds.find((each) => each.id === one.kind);
  return (
    <div className="plain-page one-case">
      <header className="page-head">
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => navigate("/cases")}
        >
          {t("cases.title")}
        </Button>
        <span className="rail-space" />
        <Deeds one={one} kind={kind} />
      </header>
      <div className="case-columns">
        <article className="case-main">
          <div className="case-title">
            <Group gap={8}>
              <Text span size="sm" c="dimmed" className="case-number">
                {one.number}
              </Text>
              <Badge color={STATE_COLOURS[one.state]}>{t(`case.state.${one.state}`)}</Badge>
              <Badge color="gray">{kindName(kinds, one.kind, locale)}</Badge>
              {one.tags.map((tag) => (
                <Badge key={tag} color="gray" variant="outline">
                  {tag}
                </Badge>
              ))}
            </Group>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <h1>{one.subject}</h1>
              <Tooltip label={`${t("case.edit")} · E`}>
                <ActionIcon aria-label={t("case.edit")} onClick={() => openCase({ one })}>
                  <IconPencil size={16} />
                </ActionIcon>
              </Tooltip>
            </Group>
            <Text size="sm" className="pre" c={one.description ? undefined : "dimmed"}>
              {one.description || t("case.noDescription")}
            </Text>
            <Outcome one={one} />
          </div>
          {(kind?.after_sales || one.after_sales) && <Visit one={one} />}
          <Contacts one={one} />
          <CaseHistory one={one} />
        </article>
        <aside className="case-side">
          <Promises one={one} />
          <Concerned one={one} kind={kind} />
          <div className="card-part">
            <TaskList filter={{ case_id: one.id }} about={{ caseId: one.id }} />
          </div>
        </aside>
      </div>
    </div>
  );
}

/** What the case came to: the resolution, the review, the report. */
function Outcome({ one }: { one: Case }) {
  const { t } = useLanguage();
  const parts = [
    [t("case.review"), one.review],
    [one.result ? `${t("case.resolve")}: ${one.result}` : t("case.resolution"), one.resolution],
    [t("case.report"), one.report],
  ] as const;
  return (
    <>
      {parts
        .filter(([, text]) => text)
        .map(([title, text]) => (
          <div key={title} className="case-outcome">
            <Text size="xs" fw={600}>
              {title}
            </Text>
            <Text size="sm" className="pre">
              {text}
            </Text>
          </div>
        ))}
    </>
  );
}

function Concerned({ one, kind }: { one: Case; kind: CaseKind | undefined }) {
  const { t, locale } = useLanguage();
  const owner = useAgents().find((each) => each.id === one.owner_agent_id);
  const departments = useDepartments().filter((each) => one.department_ids.includes(each.id));
  const { data: customer } = useCustomer(one.customer_id);
  const now = useNow(60_000);
  return (
    <div className="card-part">
      {one.customer_id && (
        <Link href={`/customers/${one.customer_id}`} className="case-customer">
          <Face name={customer?.name ?? one.customer_name} id={one.customer_id} size={32} />
          <span>{customer?.name || one.customer_name || t("customer.unnamed")}</span>
        </Link>
      )}
      <dl className="facts">
        <Fact name={t("case.owner")}>{owner?.name ?? t("case.nobody")}</Fact>
        {one.team && <Fact name={t("case.team")}>{one.team}</Fact>}
        {departments.length > 0 && (
          <Fact name={t("case.departments")}>
            {departments.map((each) => departmentName(each, locale)).join(", ")}
          </Fact>
        )}
        <Fact name={t("case.priority")}>{one.priority}</Fact>
        {(kind?.fields ?? []).map((field) =>
          one.fields[field.key] ? (
            <Fact key={field.key} name={fieldName(field, locale)}>
              {one.fields[field.key]}
            </Fact>
          ) : null,
        )}
        <Fact name={t("case.opened")}>
          <span title={fullTime(one.created_at, locale)}>{shortDay(one.created_at, now, locale)}</span>
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Contacts({ one }: { one: Case }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const { keep } = useCaseDeeds(one);
  const { data } = useQuery({
    queryKey: serviceKeys.caseContacts(one.id),
    queryFn: ({ signal }) => get<Page<Interaction>>(`/cases/${one.id}/interactions`, signal),
    staleTime: 10_000,
  });
  const contacts = data?.items ?? [];
  return (
    <section className="case-part" aria-label={t("case.contacts")}>
      <h2 className="section-title">{t("case.contacts")}</h2>
      {data && contacts.length === 0 && (
        <Text size="xs" c="dimmed">
          <IconMessages size={14} aria-hidden /> {t("case.noContacts")}
        </Text>
      )}
      <ul className="timeline">
        {contacts.map((each) => (
          <li key={each.id} className="case-contact">
            <Link href={`/inbox/${each.id}`} className="timeline-line">
              <ChannelIcon kind={each.kind} direction={each.direction} size={15} />
              <span className="timeline-text">
                <span>{contactText(t, each)}</span>
                <small>{t(`state.${each.state}`)}</small>
              </span>
              <time dateTime={each.created_at} title={fullTime(each.created_at, locale)}>
                {shortDay(each.created_at, now, locale)}
              </time>
            </Link>
            <Tooltip label={t("case.untie")}>
              <ActionIcon
                aria-label={`${t("case.untie")}: ${contactText(t, each)}`}
                onClick={() => void keep(() => del<Case>(`/cases/${one.id}/interactions/${each.id}`))}
              >
                <IconLinkOff size={14} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </section>
  );
}
