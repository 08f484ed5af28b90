/** What may come while something is in hand: as usual, on top of it, or not at all; one cell for each pair. */
import { Text } from "@mantine/core";
import { IconBan, IconCircleDot, IconStack2 } from "@tabler/icons-react";
import type { Capacity } from "../../api/routing.ts";
import type { Kind } from "../../api/types.ts";
import { useLanguage, type Translate } from "../../i18n/index.ts";
import { ChannelIcon } from "../../parts/ChannelIcon.tsx";
import { KINDS } from "../fields.tsx";
import { omit } from "../records.ts";

export type Meeting = "usual" | "onTop" | "never";
const ORDER: Meeting[] = ["usual", "onTop", "never"];
const ICONS = { usual: IconCircleDot, onTop: IconStack2, never: IconBan };

interface Props {
  capacity: Capacity;
  onChange: (capacity: Capacity) => void;
}

export function Matrix({ capacity, onChange }: Props) {
  const { t } = useLanguage();
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("matrix.hint")}
      </Text>
      <div className="matrix-legend">
        {ORDER.map((each) => {
          const Shape = ICONS[each];
          return (
            <span key={each} className={`matrix-${each}`}>
              <Shape size={14} aria-hidden /> {t(`matrix.${each}`)}
            </span>
          );
        })}
      </div>
      <table className="matrix">
        <thead>
          <tr>
            <td>{t("matrix.inHand")}</td>
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                <ChannelIcon kind={kind} size={15} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {KINDS.map((held) => (
            <tr key={held}>
              <th scope="row">{t(`kind.${held}`)}</th>
              {KINDS.map((coming) => (
                <td key={coming}>
                  <Cell
                    held={held}
                    coming={coming}
                    meeting={meetingOf(capacity, held, coming)}
                    onChange={(meeting) => onChange(withMeeting(capacity, held, coming, meeting))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Cell({
  held,
  coming,
  meeting,
  onChange,
}: {
  held: Kind;
  coming: Kind;
  meeting: Meeting;
  onChange: (meeting: Meeting) => void;
}) {
  const { t } = useLanguage();
  const Shape = ICONS[meeting];
  const text = t("matrix.cell", {
    held: t(`kind.${held}`),
    coming: t(`kind.${coming}`),
    meeting: t(`matrix.${meeting}`),
  });
  return (
    <button
      type="button"
      className={`matrix-cell matrix-${meeting}`}
      aria-label={text}
      title={text}
      onClick={() => onChange(ORDER[(ORDER.indexOf(meeting) + 1) % ORDER.length] ?? "usual")}
    >
      <Shape size={15} aria-hidden />
    </button>
  );
}

export function meetingOf({ interrupts, blocks }: Capacity, held: Kind, coming: Kind): Meeting {
  if (blocks[held]?.includes(coming)) return "never";
  return interrupts[coming]?.includes(held) ? "onTop" : "usual";
}

export function withMeeting(capacity: Capacity, held: Kind, coming: Kind, meeting: Meeting): Capacity {
  return {
    ...capacity,
    interrupts: withPair(capacity.interrupts, coming, held, meeting === "onTop"),
    blocks: withPair(capacity.blocks, held, coming, meeting === "never"),
  };
}

type Pairs = Partial<Record<Kind, Kind[]>>;

function withPair(pairs: Pairs, from: Kind, to: Kind, isIn: boolean): Pairs {
  const others = (pairs[from] ?? []).filter((each) => each !== to);
  const named = isIn ? [...others, to] : others;
  const rest = omit(pairs, from);
  return named.length > 0 ? { ...rest, [from]: named } : rest;
}

export function matrixSummary(t: Translate, { interrupts, blocks }: Capacity): string {
  const onTop = Object.entries(interrupts).map(([coming, held]) =>
    t("matrix.sumTop", {
      coming: t(`kind.${coming as Kind}`),
      held: held.map((each) => t(`kind.${each}`)).join(", "),
    }),
  );
  const never = Object.entries(blocks).map(([held, coming]) =>
    t("matrix.sumNever", {
      held: t(`kind.${held as Kind}`),
      coming: coming.map((each) => t(`kind.${each}`)).join(", "),
    }),
  );
  return [...onTop, ...never].join("; ") || t("matrix.none");
}
