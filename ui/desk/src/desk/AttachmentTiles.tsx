/** Files of a message: pictures as previews, sound with a player, the rest as tiles to download. */
import { Modal, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconDownload, IconFile, IconFileTypePdf, IconFileZip, IconTable } from "@tabler/icons-react";
import { useState } from "react";
import type { Attachment, Message } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { fileSize } from "../text/times.ts";

const SHOWN = /^image\/(png|jpe?g|gif|webp|avif)$/;

export function AttachmentTiles({ attachments, kind }: { attachments: Attachment[]; kind: Message["kind"] }) {
  return (
    <div className="tiles">
      {attachments.map((each) =>
        each.type.startsWith("audio/") || kind === "voicemail" || kind === "recording" ? (
          <Sound key={each.id} attachment={each} />
        ) : SHOWN.test(each.type) ? (
          <Picture key={each.id} attachment={each} />
        ) : (
          <FileTile key={each.id} attachment={each} />
        ),
      )}
    </div>
  );
}

const downloadOf = (attachment: Attachment): string =>
  `${attachment.url}${attachment.url.includes("?") ? "&" : "?"}download=1`;

function Sound({ attachment }: { attachment: Attachment }) {
  const { t } = useLanguage();
  return (
    <div className="sound">
      <audio
        controls
        preload="metadata"
        src={attachment.url}
        aria-label={attachment.name || t("message.recording")}
      />
      <a
        href={downloadOf(attachment)}
        download={attachment.name}
        aria-label={t("attachment.download", { name: attachment.name })}
      >
        <IconDownload size={16} />
      </a>
    </div>
  );
}

function Picture({ attachment }: { attachment: Attachment }) {
  const { t, locale } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tooltip label={`${attachment.name} · ${fileSize(attachment.size, locale)}`}>
        <UnstyledButton
          className="picture"
          aria-label={t("attachment.open", { name: attachment.name })}
          onClick={() => setOpen(true)}
        >
          <img src={attachment.url} alt={attachment.name} loading="lazy" />
        </UnstyledButton>
      </Tooltip>
      <Modal opened={open} onClose={() => setOpen(false)} title={attachment.name} size="auto" centered>
        <img className="picture-large" src={attachment.url} alt={attachment.name} />
        <a className="download" href={downloadOf(attachment)} download={attachment.name}>
          <IconDownload size={16} /> {t("attachment.download", { name: attachment.name })}
        </a>
      </Modal>
    </>
  );
}

function FileTile({ attachment }: { attachment: Attachment }) {
  const { t, locale } = useLanguage();
  return (
    <a
      className="tile"
      href={downloadOf(attachment)}
      download={attachment.name}
      aria-label={t("attachment.download", { name: attachment.name })}
    >
      <FileIcon type={attachment.type} />
      <span className="tile-text">
        <Text size="xs" fw={550} truncate>
          {attachment.name}
        </Text>
        <Text size="xs" c="dimmed">
          {fileSize(attachment.size, locale)}
        </Text>
      </span>
      <IconDownload size={15} />
    </a>
  );
}

export function FileIcon({ type }: { type: string }) {
  const shape = { size: 22, stroke: 1.5 };
  if (type === "application/pdf") return <IconFileTypePdf {...shape} />;
  if (/zip|compressed|tar/.test(type)) return <IconFileZip {...shape} />;
  if (/sheet|excel|csv/.test(type)) return <IconTable {...shape} />;
  return <IconFile {...shape} />;
}
