/** Where the answer or the note is written: drafts, canned replies, files; sends with Ctrl-Enter. */
import { ActionIcon, Button, Group, Text, TextInput, Textarea, Tooltip } from "@mantine/core";
import { IconLock, IconPaperclip, IconSend2 } from "@tabler/icons-react";
import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type Ref,
} from "react";
import { newKey } from "../api/client.ts";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { dropDraft, loadDraft, saveDraft, type Draft, type DraftKind } from "../live/drafts.ts";
import { useLive } from "../live/LiveProvider.tsx";
import { isOpen } from "../live/patches.ts";
import { useCan } from "../live/queries.ts";
import { readableAddress } from "../text/times.ts";
import { segments } from "../text/segments.ts";
import { ArticleFinder, Suggested } from "../knowledge/ArticleTray.tsx";
import { MacroMenu } from "../knowledge/MacroMenu.tsx";
import { gapsIn, putAt } from "../knowledge/words.ts";
import { CannedList, useCanned } from "./CannedList.tsx";
import { UploadTiles } from "./UploadTiles.tsx";
import { useTyping } from "./useTyping.ts";
import { useUploads } from "./useUploads.ts";

export type Tray = "articles" | "macros";

export interface ComposerHandle {
  focus: (kind: DraftKind) => void;
  open: (tray: Tray) => void;
}

interface Props {
  ref: Ref<ComposerHandle>;
  interaction: Interaction;
  customer: Customer | undefined;
  mine: boolean;
}

const EMPTY: Draft = { text: "", at: 0 };

export function Composer({ ref, interaction, customer, mine }: Props) {
  const { t } = useLanguage();
  const { outbox } = useLive();
  const canWrite = useCan(interaction.channel, "text_out");
  const canAttach = useCan(interaction.channel, "files_out");
  const canReply = mine && isOpen(interaction) && canWrite;
  const [chosen, setKind] = useState<DraftKind>("reply");
  const kind: DraftKind = canReply ? chosen : "note";
  const [drafts, setDrafts] = useState<Record<DraftKind, Draft>>(() => ({
    reply: loadDraft(localStorage, interaction.id, "reply") ?? EMPTY,
    note: loadDraft(localStorage, interaction.id, "note") ?? EMPTY,
  }));
  const draft = drafts[kind];
  const area = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const uploads = useUploads();
  const typing = useTyping(interaction, kind === "reply");
  const [isDropping, setDropping] = useState(false);
  const [tray, setTray] = useState<Tray | null>(null);

  const write = (fields: Partial<Draft>) => {
    const next = { ...draft, ...fields, at: Date.now() };
    setDrafts((old) => ({ ...old, [kind]: next }));
    saveDraft(localStorage, interaction.id, kind, next);
  };
  const canned = useCanned({
    area,
    interaction,
    customer,
    text: draft.text,
    isOn: kind === "reply",
    onWrite: write,
  });

  const [wantsFocus, setWantsFocus] = useState(0);
  useEffect(() => {
    if (wantsFocus > 0) area.current?.focus();
  }, [wantsFocus]);
  useImperativeHandle(ref, () => ({
    focus: (wanted) => {
      setKind(wanted);
      setWantsFocus((count) => count + 1);
    },
    open: (wanted) => mine && isOpen(interaction) && setTray(wanted),
  }));
  const insert = (words: string) => {
    const { selectionStart: start, selectionEnd: end } = area.current ?? {
      selectionStart: 0,
      selectionEnd: 0,
    };
    write({ text: putAt(draft.text, start, end, words) });
    setWantsFocus((count) => count + 1);
  };

  const isMail = kind === "reply" && interaction.kind === "email";
  const subject = draft.subject ?? replySubject(interaction.subject);
  const gaps = kind === "reply" ? gapsIn(`${isMail ? subject : ""}\n${draft.text}`) : [];
  const canSend =
    (draft.text.trim() !== "" || uploads.ready.length > 0) && !uploads.isBusy && gaps.length === 0;
  const send = () => {
    if (!canSend) return;
    outbox.send({
      cid: newKey(),
      interaction_id: interaction.id,
      kind,
      text: draft.text.trim(),
      ...(isMail ? { subject, cc: addresses(draft.cc ?? "") } : {}),
      attachments: uploads.ready,
      at: new Date().toISOString(),
    });
    dropDraft(localStorage, interaction.id, kind);
    setDrafts((old) => ({ ...old, [kind]: EMPTY }));
    uploads.clear();
    typing.stop();
    area.current?.focus();
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    if (kind === "reply" && canAttach) uploads.add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0 || kind === "note" || !canAttach) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  if (!mine && !isOpen(interaction)) return null;
  return (
    <div
      className={`composer ${kind}${isDropping ? " dropping" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      <div className="composer-top">
        <div className="tabs" role="tablist" aria-label={t("composer.kinds")}>
          {canReply && (
            <Tab
              name={t("composer.reply")}
              hint="R"
              isOn={kind === "reply"}
              onClick={() => setKind("reply")}
            />
          )}
          <Tab name={t("composer.note")} hint="N" isOn={kind === "note"} onClick={() => setKind("note")} />
        </div>
        <Text size="xs" c="dimmed" truncate className="composer-to">
          {kind === "note" ? (
            <>
              <IconLock size={12} /> {t("composer.internal")}
            </>
          ) : (
            t("composer.to", {
              address: readableAddress(interaction.attributes.reply_to ?? interaction.address),
              kind: t(`kind.${interaction.kind}`),
            })
          )}
        </Text>
        {kind === "reply" && interaction.kind === "sms" && <SegmentCount text={draft.text} />}
      </div>
      {isMail && (
        <div className="mail-fields">
          <TextInput
            aria-label={t("composer.subject")}
            leftSection={<span>{t("composer.subject")}</span>}
            leftSectionWidth={64}
            value={subject}
            onChange={(event) => write({ subject: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t("composer.cc")}
            leftSection={<span>{t("composer.cc")}</span>}
            leftSectionWidth={48}
            value={draft.cc ?? ""}
            onChange={(event) => write({ cc: event.currentTarget.value })}
          />
        </div>
      )}
      {mine && kind === "reply" && <Suggested interaction={interaction} onInsert={insert} />}
      <div className="composer-area">
        <CannedList canned={canned} />
        <Textarea
          ref={area}
          aria-label={t("composer.message")}
          placeholder={kind === "note" ? t("composer.notePlaceholder") : t("composer.placeholder")}
          variant="unstyled"
          autosize
          minRows={2}
          maxRows={12}
          value={draft.text}
          onChange={(event) => {
            write({ text: event.currentTarget.value });
            typing.touch();
            canned.track();
          }}
          onSelect={canned.track}
          onBlur={typing.stop}
          onPaste={paste}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent) || canned.take(event)) return;
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              send();
            } else if (event.key === "Escape") area.current?.blur();
          }}
        />
      </div>
      {gaps.length > 0 && (
        <Text size="xs" role="alert" className="composer-gaps">
          {t("canned.gaps", { names: gaps.join(", ") })}
        </Text>
      )}
      <UploadTiles uploads={uploads.uploads} onRetry={uploads.retry} onRemove={uploads.remove} />
      <Group justify="space-between" className="composer-foot" wrap="nowrap">
        <Group gap={4} wrap="nowrap">
          {kind === "reply" && canAttach && (
            <>
              <input
                ref={files}
                type="file"
                multiple
                className="sr-only"
                tabIndex={-1}
                aria-label={t("composer.attach")}
                onChange={(event) => {
                  uploads.add([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = "";
                }}
              />
              <Tooltip label={t("composer.attachHint")}>
                <ActionIcon
                  size={28}
                  aria-label={t("composer.attachHint")}
                  onClick={() => files.current?.click()}
                >
                  <IconPaperclip size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            </>
          )}
          {mine && (
            <>
              <ArticleFinder
                interaction={interaction}
                onInsert={insert}
                opened={tray === "articles"}
                onChange={(opened) => setTray(opened ? "articles" : null)}
              />
              <MacroMenu
                interaction={interaction}
                opened={tray === "macros"}
                onChange={(opened) => setTray(opened ? "macros" : null)}
              />
            </>
          )}
          <Text size="xs" c="dimmed" className="composer-hint">
            {kind === "reply" ? t("composer.hint") : ""}
          </Text>
        </Group>
        <Tooltip label="Ctrl-Enter">
          <Button
            color={kind === "note" ? "yellow.7" : "indigo"}
            disabled={!canSend}
            rightSection={kind === "note" ? <IconLock size={14} /> : <IconSend2 size={15} />}
            onClick={send}
          >
            {kind === "note" ? t("composer.saveNote") : t("composer.send")}
          </Button>
        </Tooltip>
      </Group>
    </div>
  );
}

function Tab({
  name,
  hint,
  isOn,
  onClick,
}: {
  name: string;
  hint: string;
  isOn: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip label={`${name} · ${hint}`}>
      <button
        type="button"
        role="tab"
        aria-selected={isOn}
        className={isOn ? "tab on" : "tab"}
        onClick={onClick}
      >
        {name}
      </button>
    </Tooltip>
  );
}

function SegmentCount({ text }: { text: string }) {
  const { t } = useLanguage();
  const { units, segments: parts, left, encoding } = segments(text);
  return (
    <Tooltip label={t("composer.segments", { units, parts, left, encoding })}>
      <span className={parts > 3 ? "segments many" : "segments"}>
        {left}/{Math.max(parts, 1)}
      </span>
    </Tooltip>
  );
}

const replySubject = (subject: string): string =>
  subject === "" || /^(re|aw|回复)[:：]/i.test(subject) ? subject : `Re: ${subject}`;

const addresses = (text: string): string[] =>
  text
    .split(/[,;，；\s]+/)
    .map((each) => each.trim())
    .filter(Boolean);
