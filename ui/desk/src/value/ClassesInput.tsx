/** Which classes of customers an entry rule takes: `loyalty=gold`, several of one scheme mean any of them. */
import { TagsInput } from "@mantine/core";
import { useLanguage } from "../i18n/index.ts";
import { useRules } from "./queries.ts";
import { classesOf, tagsOf } from "./classes.ts";

export function ClassesInput({
  value,
  onChange,
}: {
  value: Record<string, string[]>;
  onChange: (value: Record<string, string[]>) => void;
}) {
  const { t } = useLanguage();
  const { data } = useRules();
  const known = Object.entries(data?.counts ?? {}).flatMap(([scheme, counts]) =>
    Object.keys(counts).map((name) => `${scheme}=${name}`),
  );
  return (
    <TagsInput
      label={t("condition.classes")}
      placeholder="loyalty=gold"
      data={known}
      value={tagsOf(value)}
      onChange={(tags) => onChange(classesOf(tags))}
    />
  );
}
