/** Files on their way to the hub for a message being written: progress, failure and retry, removal. */
import { useCallback, useRef, useState } from "react";
import { newKey, upload } from "../api/client.ts";
import type { Attachment } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { problemText } from "../parts/notices.tsx";
import { fileSize } from "../text/times.ts";

export interface Upload {
  key: string;
  file: File;
  share: number;
  error: string | null;
  done: Attachment | null;
}

export function useUploads() {
  const { t, locale } = useLanguage();
  const limit = useDesk((desk) => desk.settings.max_upload_bytes);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const aborts = useRef(new Map<string, AbortController>());

  const change = useCallback(
    (key: string, fields: Partial<Upload>) =>
      setUploads((old) => old.map((each) => (each.key === key ? { ...each, ...fields } : each))),
    [],
  );
  const start = useCallback(
    async (key: string, file: File) => {
      const abort = new AbortController();
      aborts.current.set(key, abort);
      try {
        const done = await upload<Attachment>(file, (share) => change(key, { share }), abort.signal);
        change(key, { done, share: 1 });
      } catch (error) {
        change(key, { error: problemText(t, error) });
      }
    },
    [change, t],
  );
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = newKey();
        const tooBig = limit > 0 && file.size > limit;
        const error = tooBig ? t("attachment.tooBig", { limit: fileSize(limit, locale) }) : null;
        setUploads((old) => [...old, { key, file, share: 0, error, done: null }]);
        if (!tooBig) void start(key, file);
      }
    },
    [limit, locale, start, t],
  );
  const retry = useCallback(
    (each: Upload) => {
      change(each.key, { error: null, share: 0 });
      void start(each.key, each.file);
    },
    [change, start],
  );
  const remove = useCallback((key: string) => {
    aborts.current.get(key)?.abort();
    setUploads((old) => old.filter((each) => each.key !== key));
  }, []);
  const clear = useCallback(() => setUploads([]), []);
  return {
    uploads,
    add,
    retry,
    remove,
    clear,
    ready: uploads.flatMap((each) => (each.done ? [each.done] : [])),
    isBusy: uploads.some((each) => !each.done && !each.error),
  };
}
