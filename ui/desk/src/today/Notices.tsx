/** What supervisors tell: on the first screen of the day, and as a quiet bar on every page until it is read. */
import { ActionIcon, Button, Text, Tooltip } from "@mantine/core";
import { IconSpeakerphone, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { newKey, post } from "../api/client.ts";
import type { Notice } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { refresh, useNotices } from "../live/service.ts";

function useRead(notice: Notice) {
  const client = useQueryClient();
  const { run } = useActions();
  return () =>
    void run(async () => {
      await post(`/notices/${notice.id}/read`, { acknowledged: notice.must_acknowledge }, newKey());
      refresh(client, "notices", "today");
    });
}

const isPending = (notice: Notice): boolean =>
  notice.must_acknowledge ? !notice.acknowledged_at : !notice.read_at;

export function OneNotice({ notice }: { notice: Notice }) {
  const { t } = useLanguage();
  const read = useRead(notice);
  return (
    <li className={isPending(notice) ? "notice fresh" : "notice"}>
      <IconSpeakerphone size={17} aria-hidden />
      <div>
        <Text size="sm" fw={600}>
          {notice.title}
        </Text>
        {notice.text && (
          <Text size="sm" className="pre">
            {notice.text}
          </Text>
        )}
      </div>
      {isPending(notice) && (
        <Button variant={notice.must_acknowledge ? "filled" : "light"} onClick={read}>
          {t(notice.must_acknowledge ? "notices.acknowledge" : "notices.dismiss")}
        </Button>
      )}
    </li>
  );
}

/** On every page but the first screen of the day, which shows them all: the newest that is still to be read. */
export function NoticeBar() {
  const [path] = useLocation();
  const { data } = useNotices();
  const first = data?.items.find(isPending);
  return first && !path.startsWith("/today") ? <Bar notice={first} /> : null;
}

function Bar({ notice }: { notice: Notice }) {
  const { t } = useLanguage();
  const read = useRead(notice);
  return (
    <aside className="notice-bar" aria-label={t("today.notices")}>
      <IconSpeakerphone size={15} aria-hidden />
      <span className="notice-bar-text">
        <b>{notice.title}</b> {notice.text}
      </span>
      {notice.must_acknowledge ? (
        <Button size="compact-xs" onClick={read}>
          {t("notices.acknowledge")}
        </Button>
      ) : (
        <Tooltip label={t("notices.dismiss")}>
          <ActionIcon size={22} aria-label={t("notices.dismiss")} onClick={read}>
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </aside>
  );
}
