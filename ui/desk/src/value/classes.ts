/** Classes as people type them, and what the hub is sent: pure. */

export const tagsOf = (classes: Record<string, string[]>): string[] =>
  Object.entries(classes).flatMap(([scheme, names]) => names.map((name) => `${scheme}=${name}`));

/** What names no class is left out. */
export function classesOf(tags: string[]): Record<string, string[]> {
  const classes: Record<string, string[]> = {};
  for (const tag of tags) {
    const [scheme = "", name = ""] = tag.split(/\s*[=:]\s*/);
    if (!scheme.trim() || !name.trim()) continue;
    classes[scheme.trim()] = [...(classes[scheme.trim()] ?? []), name.trim()];
  }
  return classes;
}

/** `EUR=1.08` pairs of a rule, and back. */
export const pairsOf = (values: Record<string, number | string>): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${String(value)}`);

export function valuesOf(pairs: string[], numeric: boolean): Record<string, number | string> {
  const found = pairs
    .map((pair) => pair.split("="))
    .filter(([name, value]) => name?.trim() && value?.trim())
    .map(([name = "", value = ""]): [string, number | string] => [
      name.trim(),
      numeric ? Number(value) : value.trim(),
    ]);
  return Object.fromEntries(found);
}

const COLOURS: Record<string, string> = {
  core: "indigo",
  a: "indigo",
  platinum: "indigo",
  high: "indigo",
  diamond: "indigo",
  strong: "green",
  gold: "yellow",
  middle: "yellow",
  b: "yellow",
  weak: "red",
  adjust: "red",
};

export const colourOf = (name: string): string => COLOURS[name] ?? "gray";
