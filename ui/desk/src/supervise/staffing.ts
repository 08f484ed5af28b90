/** Questions and answers about staffing, and where the chart puts them; all of it without a page. */

export interface StaffingOption {
  agents: number;
  stable: boolean;
  service_level: number | null;
  answered_in_time: number | null;
  asa_s: number | null;
  wait_s: number | null;
  p_wait: number | null;
  p_abandon: number | null;
  occupancy: number | null;
  waiting: number | null;
}

export interface StaffingAnswer {
  calls_per_hour: number;
  aht_s: number;
  patience_s: number | null;
  within_s: number;
  service_level: number;
  model: "erlang_a" | "erlang_c";
  erlangs: number;
  needed: number;
  agents: number;
  options: StaffingOption[];
}

/** What the form holds; an empty field is "". The promise is in percent. */
export interface StaffingForm {
  calls: number | "";
  aht: number | "";
  within: number | "";
  promise: number | "";
  patience: number | "";
}

export const USUAL: StaffingForm = { calls: 200, aht: 180, within: 20, promise: 80, patience: "" };

/** The question to send, or null while a figure is missing. */
export function questionOf(form: StaffingForm): Record<string, number | null> | null {
  const { calls, aht, within, promise, patience } = form;
  if (calls === "" || aht === "" || within === "" || promise === "") return null;
  return {
    calls_per_hour: calls,
    aht_s: aht,
    within_s: within,
    service_level: promise / 100,
    patience_s: patience === "" ? null : patience,
  };
}

/** The number of agents that an arrow key leads to; null for other keys. */
export function steppedTo(key: string, chosen: number, answer: StaffingAnswer): number | null {
  const numbers = answer.options.map((each) => each.agents);
  const at = numbers.indexOf(chosen);
  const last = numbers.length - 1;
  const targets: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  if (target === undefined) return null;
  return numbers[Math.min(Math.max(target, 0), last)] ?? null;
}

/** A round number at or above the largest value, so that the axis ends on it. */
export function roundUp(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((each) => each * power >= largest) ?? 10;
  return step * power;
}

export interface Bar {
  option: StaffingOption;
  x: number;
  width: number;
  /** From the top, with the height, in the panel's own units; nothing to draw when the queue grows without end. */
  y: number;
  height: number;
}

/** Bars of a panel of this size, with a zero baseline; values above the most are cut there. */
export function bars(
  options: StaffingOption[],
  value: (option: StaffingOption) => number | null,
  most: number,
  size: { width: number; height: number },
): Bar[] {
  const slot = size.width / Math.max(options.length, 1);
  return options.map((option, index) => {
    const share = Math.min((value(option) ?? 0) / most, 1);
    const height = share * size.height;
    return { option, x: index * slot + slot * 0.15, width: slot * 0.7, y: size.height - height, height };
  });
}

/** The longest mean wait worth drawing: one agent too few can wait for hours and would flatten all others. */
export function longestWait(answer: StaffingAnswer): number {
  const waits = answer.options.flatMap((each) => (each.asa_s === null ? [] : [each.asa_s]));
  const usual = waits.filter((each) => each <= Math.max(6 * answer.within_s, 60));
  return roundUp(Math.max(...(usual.length > 0 ? usual : waits), 1));
}

export const percent = (share: number | null, locale: string): string =>
  share === null
    ? "–"
    : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);

export function seconds(value: number | null, locale: string): string {
  if (value === null) return "–";
  const digits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "second",
    unitDisplay: "narrow",
    maximumFractionDigits: digits,
  }).format(value);
}
