/** What can be done with a case now: the next step is the brightest, everything else stands beside it. */
import { Button, Group, Menu, Modal, Stack, TextInput, Textarea } from "@mantine/core";
import {
  IconArchive,
  IconCheck,
  IconChevronDown,
  IconHandGrab,
  IconMessageReport,
  IconRotate,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey, patch, post } from "../api/client.ts";
import type { Case, CaseKind, CaseState } from "../api/service.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useMyAgent } from "../live/queries.ts";
import { keepCase, refresh } from "../live/service.ts";
import { isSettled } from "./words.ts";

type Deed = "resolve" | "report" | "review" | "reopen" | "notes";

const TITLES: Record<Deed, Key> = {
  resolve: "case.resolveTitle",
  report: "case.reportTitle",
  review: "case.reviewTitle",
  reopen: "case.reopenTitle",
  notes: "case.note",
};

/** Carries out a deed and shows the case as it is then. */
export function useCaseDeeds(one: Case) {
  const client = useQueryClient();
  const { run } = useActions();
  const keep = (work: () => Promise<Case>) =>
    run(async () => {
      keepCase(client, await work());
      refresh(client, "case-history", "cases", "tasks", "today", "case-contacts");
    });
  return {
    act: (name: string, body: object = {}) =>
      keep(() => post<Case>(`/cases/${one.id}/${name}`, body, newKey())),
    change: (body: object) => keep(() => patch<Case>(`/cases/${one.id}`, body, one.version)),
    keep,
  };
}

export function Deeds({ one, kind }: { one: Case; kind: CaseKind | undefined }) {
  const { t } = useLanguage();
  const me = useMyAgent();
  const { act, change } = useCaseDeeds(one);
  const [asked, setAsked] = useState<Deed | null>(null);
  const settled = isSettled(one);
  const review = one.sla?.joint_review;
  const reviews = review !== undefined && !["met", "met_late", "canceled"].includes(review.state);
  const report = one.sla?.result_report;
  const reports = report !== undefined && !["met", "met_late", "canceled"].includes(report.state);
  const states: CaseState[] = ["open", ...(kind?.waiting_states ?? [])];
  return (
    <Group gap={6} className="case-deeds">
      {me && one.owner_agent_id !== me.id && !settled && (
        <Button
          variant="default"
          leftSection={<IconHandGrab size={14} />}
          onClick={() => void change({ owner_agent_id: me.id })}
        >
          {t("case.takeOver")}
        </Button>
      )}
      {!settled && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={13} />}>
              {t(`case.state.${one.state}`)}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {states
              .filter((each) => each !== one.state)
              .map((each) => (
                <Menu.Item key={each} onClick={() => void change({ state: each })}>
                  {t(`case.state.${each}`)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {!settled && reviews && (
        <Button
          variant="default"
          leftSection={<IconUsersGroup size={14} />}
          onClick={() => setAsked("review")}
        >
          {t("case.review")}
        </Button>
      )}
      {!settled && (
        <Button leftSection={<IconCheck size={14} />} onClick={() => setAsked("resolve")}>
          {t("case.resolve")}
        </Button>
      )}
      {settled && (
        <Button variant="default" leftSection={<IconRotate size={14} />} onClick={() => setAsked("reopen")}>
          {t("case.reopen")}
        </Button>
      )}
      {one.state === "resolved" && (
        <Button
          variant={reports ? "filled" : "default"}
          leftSection={<IconMessageReport size={14} />}
          onClick={() => setAsked("report")}
        >
          {t("case.report")}
        </Button>
      )}
      {one.state === "resolved" && !reports && (
        <Button leftSection={<IconArchive size={14} />} onClick={() => void act("close")}>
          {t("case.close")}
        </Button>
      )}
      {asked && <Ask deed={asked} act={act} onClose={() => setAsked(null)} />}
    </Group>
  );
}

function Ask({
  deed,
  act,
  onClose,
}: {
  deed: Deed;
  act: (name: string, body: object) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const [result, setResult] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const written = text.trim();
    const body =
      deed === "resolve"
        ? { result: result.trim(), resolution: written }
        : deed === "reopen"
          ? { reason: written }
          : { text: written };
    const done = await act(deed, body);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t(TITLES[deed])} className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <Textarea
            aria-label={t(TITLES[deed])}
            label={deed === "resolve" ? t("case.resolution") : undefined}
            autosize
            minRows={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
          {deed === "resolve" && (
            <TextInput
              label={t("case.result")}
              value={result}
              onChange={(event) => setResult(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={deed !== "reopen" && !text.trim()}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
