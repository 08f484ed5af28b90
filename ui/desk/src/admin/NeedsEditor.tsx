/** Which skills are needed: alternatives, each of them skills that are all needed at once. */
import { ActionIcon, Autocomplete, Button, Group, Select, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { Fragment } from "react";
import type { Needs, Term } from "../api/routing.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useSkills } from "../live/skills.ts";

const HIGHEST = 10;
const FRESH: Term = { skill: "", at_least: 1, at_most: HIGHEST };
const LEVELS = Array.from({ length: HIGHEST }, (_, index) => index + 1);

interface Props {
  needs: Needs;
  onChange: (needs: Needs) => void;
}

export function NeedsEditor({ needs, onChange }: Props) {
  const { t } = useLanguage();
  const set = (place: number, terms: Term[]) =>
    onChange(terms.length === 0 ? needs.filter((_, at) => at !== place) : needs.with(place, terms));
  return (
    <div className="needs" role="group" aria-label={t("rules.needs")}>
      {needs.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("needs.anybodyHint")}
        </Text>
      )}
      {needs.map((terms, place) => (
        <Fragment key={place}>
          {place > 0 && <span className="needs-or">{t("needs.or")}</span>}
          <div className="needs-terms">
            {terms.map((term, at) => (
              <TermRow
                key={at}
                term={term}
                onChange={(changed) => set(place, terms.with(at, changed))}
                onRemove={() =>
                  set(
                    place,
                    terms.filter((_, other) => other !== at),
                  )
                }
              />
            ))}
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconPlus size={12} />}
              onClick={() => set(place, [...terms, FRESH])}
            >
              {t("needs.and")}
            </Button>
          </div>
        </Fragment>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlus size={12} />}
        onClick={() => onChange([...needs, [FRESH]])}
      >
        {needs.length === 0 ? t("needs.add") : t("needs.addOther")}
      </Button>
    </div>
  );
}

function TermRow({
  term,
  onChange,
  onRemove,
}: {
  term: Term;
  onChange: (term: Term) => void;
  onRemove: () => void;
}) {
  const { t } = useLanguage();
  const skills = useSkills();
  return (
    <Group gap={6} wrap="nowrap">
      <Autocomplete
        flex={1}
        miw={90}
        aria-label={t("skills.skill")}
        placeholder={t("skills.skill")}
        data={skills.filter((each) => each.active).map((each) => each.name)}
        value={term.skill}
        onChange={(skill) => onChange({ ...term, skill })}
      />
      <Select
        w={148}
        aria-label={t("skills.level")}
        data={choices(t, term)}
        value={`${term.at_least}-${term.at_most}`}
        onChange={(value) => {
          const [least = 1, most = HIGHEST] = (value ?? "").split("-").map(Number);
          onChange({ ...term, at_least: least, at_most: most });
        }}
        allowDeselect={false}
      />
      <ActionIcon aria-label={t("common.remove")} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </Group>
  );
}

/** The usual ones; a range set over the API stays choosable. */
function choices(t: Translate, { at_least: least, at_most: most }: Term): { value: string; label: string }[] {
  const usual = [
    ...LEVELS.map((level) => ({
      value: `${level}-${HIGHEST}`,
      label: level === 1 ? t("needs.any") : t("needs.least", { level }),
    })),
    { value: "0-0", label: t("needs.absent") },
  ];
  const own = { value: `${least}-${most}`, label: t("needs.range", { least, most }) };
  return usual.some((each) => each.value === own.value) ? usual : [...usual, own];
}

/** What is complete enough to be sent: alternatives without skills ask for nothing. */
export const cleanNeeds = (needs: Needs): Needs =>
  needs
    .map((terms) =>
      terms.flatMap((term) => (term.skill.trim() ? [{ ...term, skill: term.skill.trim() }] : [])),
    )
    .filter((terms) => terms.length > 0);
