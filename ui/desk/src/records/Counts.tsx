/** What became of a list's rows, in words. */
import { Badge, Group } from "@mantine/core";
import type { ImportLine } from "../api/records.ts";
import { useLanguage } from "../i18n/index.ts";

const COLOURS = { added: "green", changed: "blue", unchanged: "gray", wrong: "red" } as const;
const OUTCOMES = ["added", "changed", "unchanged", "wrong"] as const;

export function Counts({ counts }: { counts: ImportLine["counts"] }) {
  const { t, locale } = useLanguage();
  const number = new Intl.NumberFormat(locale);
  return (
    <Group gap={4}>
      {OUTCOMES.map((each) => {
        const count = counts[each] ?? 0;
        return count > 0 ? (
          <Badge key={each} color={COLOURS[each]}>
            {t(`imports.${each}`, { count: number.format(count) })}
          </Badge>
        ) : null;
      })}
    </Group>
  );
}
