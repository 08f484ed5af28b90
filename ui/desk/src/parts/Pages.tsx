/** A list in pages as every page shows it: loading, failed, empty, what has come, and a button for more. */
import { Button } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLanguage, type Key } from "../i18n/index.ts";
import type { Paged } from "../live/usePages.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "./Empty.tsx";

interface Props<T> {
  list: Paged<T>;
  icon: Icon;
  empty: string;
  hint?: string;
  rowHeight?: number;
  children: (items: T[]) => ReactNode;
}

export function Pages<T>({ list, icon, empty, hint, rowHeight = 36, children }: Props<T>) {
  const { t } = useLanguage();
  const { items, isPending, isError, retry } = list;
  return (
    <>
      {isPending && <Rows count={10} height={rowHeight} />}
      {isError && (
        <Empty icon={icon} title={t("problem.title")}>
          <Button onClick={retry}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {!isPending && !isError && items.length === 0 && (
        <Empty icon={icon} title={empty} {...(hint && { hint })} />
      )}
      {items.length > 0 && children(items)}
      <More list={list} />
    </>
  );
}

export function More({
  list: { more, isFetchingMore },
  label = "common.more",
}: {
  list: Pick<Paged<unknown>, "more" | "isFetchingMore">;
  label?: Key;
}) {
  const { t } = useLanguage();
  if (!more) return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      className="quiet-button"
      fullWidth
      loading={isFetchingMore}
      onClick={more}
    >
      {t(label)}
    </Button>
  );
}
