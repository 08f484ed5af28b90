/** The desk's outline while its snapshot loads: the same columns, so that nothing moves when it comes. */
import { Skeleton, Stack } from "@mantine/core";
import { useLanguage } from "../i18n/index.ts";

export function ShellSkeleton() {
  const { t } = useLanguage();
  return (
    <div className="shell" aria-busy="true" aria-label={t("common.loading")}>
      <div className="rail" />
      <div className="desk">
        <div className="column column-left">
          <Rows count={6} height={44} />
        </div>
        <div className="column column-middle">
          <Rows count={5} height={60} />
        </div>
        <div className="column column-right">
          <Rows count={7} height={28} />
        </div>
      </div>
    </div>
  );
}

export function Rows({ count, height }: { count: number; height: number }) {
  return (
    <Stack gap={8} p={12}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} radius={8} />
      ))}
    </Stack>
  );
}
