/** What an agent can, and how well: one line a skill, its level moved by mouse or arrow keys. */
import { ActionIcon, Autocomplete, Button, Group, Slider, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useLanguage } from "../../i18n/index.ts";
import { useSkillName, useSkills } from "../../live/skills.ts";
import { omit } from "../records.ts";

const MIDDLE = 5;

interface Props {
  skills: Record<string, number>;
  onChange: (skills: Record<string, number>) => void;
}

export function SkillLevels({ skills, onChange }: Props) {
  const { t } = useLanguage();
  const listed = useSkills();
  const skillName = useSkillName();
  const [adding, setAdding] = useState("");
  const known = adding.trim();
  const add = () => {
    if (known && !(known in skills)) onChange({ ...skills, [known]: MIDDLE });
    setAdding("");
  };
  return (
    <div className="skill-levels">
      {Object.entries(skills).map(([skill, level]) => (
        <div key={skill} className="skill-level">
          <Text size="sm" truncate>
            {skillName(skill)}
          </Text>
          <Slider
            size="sm"
            min={1}
            max={10}
            value={level}
            label={null}
            thumbLabel={t("skills.levelOf", { skill: skillName(skill) })}
            onChange={(value) => onChange({ ...skills, [skill]: value })}
          />
          <b className="skill-value">{level}</b>
          <ActionIcon
            aria-label={`${t("common.remove")} ${skillName(skill)}`}
            onClick={() => onChange(omit(skills, skill))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Group gap={6} wrap="nowrap">
        <Autocomplete
          flex={1}
          maw={260}
          aria-label={t("skills.skill")}
          placeholder={t("skills.addHere")}
          data={listed.filter((each) => each.active && !(each.name in skills)).map((each) => each.name)}
          value={adding}
          onChange={setAdding}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" leftSection={<IconPlus size={13} />} disabled={!known} onClick={add}>
          {t("common.add")}
        </Button>
      </Group>
    </div>
  );
}
