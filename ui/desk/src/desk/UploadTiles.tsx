/** The files attached to what is being written, with their progress. */
import { ActionIcon, Progress, Text } from "@mantine/core";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useLanguage } from "../i18n/index.ts";
import { fileSize } from "../text/times.ts";
import { FileIcon } from "./AttachmentTiles.tsx";
import type { Upload } from "./useUploads.ts";

interface Props {
  uploads: Upload[];
  onRetry: (upload: Upload) => void;
  onRemove: (key: string) => void;
}

export function UploadTiles({ uploads, onRetry, onRemove }: Props) {
  const { t, locale } = useLanguage();
  if (uploads.length === 0) return null;
  return (
    <ul className="tiles uploads" aria-label={t("attachment.list")}>
      {uploads.map((each) => {
        return (
          <li key={each.key} className={each.error ? "tile bad" : "tile"}>
            {each.done && each.file.type.startsWith("image/") ? (
              <img src={each.done.url} alt="" className="tile-picture" />
            ) : (
              <FileIcon type={each.file.type} />
            )}
            <span className="tile-text">
              <Text size="xs" fw={550} truncate>
                {each.file.name}
              </Text>
              {each.error ? (
                <Text size="xs" c="red">
                  {each.error}
                </Text>
              ) : each.done ? (
                <Text size="xs" c="dimmed">
                  {fileSize(each.file.size, locale)}
                </Text>
              ) : (
                <Progress size={4} mt={6} value={each.share * 100} aria-label={t("attachment.progress")} />
              )}
            </span>
            {each.error && (
              <ActionIcon size="sm" aria-label={t("common.tryAgain")} onClick={() => onRetry(each)}>
                <IconRefresh size={14} />
              </ActionIcon>
            )}
            <ActionIcon
              size="sm"
              aria-label={t("attachment.remove", { name: each.file.name })}
              onClick={() => onRemove(each.key)}
            >
              <IconX size={14} />
            </ActionIcon>
          </li>
        );
      })}
    </ul>
  );
}
