/** Where the words that somebody looked for stand in a text. */

export interface Part {
  text: string;
  isHit: boolean;
}

/** The text in order, cut into what was looked for and what stands between. */
export function marked(text: string, query: string): Part[] {
  const words = [...query.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word);
  if (words.length === 0) return [{ text, isHit: false }];
  // Letters and digits only, so nothing of it means anything in a pattern; the longest is tried first.
  const longestFirst = words.toSorted((left, right) => right.length - left.length);
  const pieces = text.split(new RegExp(`(${longestFirst.join("|")})`, "giu"));
  return pieces
    .map((piece, place) => ({ text: piece, isHit: place % 2 === 1 }))
    .filter(({ text: piece }) => piece !== "");
}
