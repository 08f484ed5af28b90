/** Counts the segments of a text message as carriers bill them (3GPP TS 23.038, 23.040). */

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Each of these is an escape and a character: two septets. */
const EXTENSION = "\f^{}\\[~]|€";

export interface Segments {
  encoding: "GSM-7" | "UCS-2";
  units: number;
  segments: number;
  /** What still fits into the last segment. */
  left: number;
}

export function segments(text: string): Segments {
  const characters = Array.from(text);
  const isBasic = characters.every((each) => BASIC.includes(each) || EXTENSION.includes(each));
  return isBasic
    ? count(characters.map(septets), "GSM-7", 160, 153)
    : count(characters.map(codeUnits), "UCS-2", 70, 67);
}

const septets = (character: string): number => (EXTENSION.includes(character) ? 2 : 1);
const codeUnits = (character: string): number => character.length;

function count(costs: number[], encoding: Segments["encoding"], single: number, part: number): Segments {
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1, left: single - units };
  // An escape pair or surrogate pair is never split over two segments: it moves to the next as a whole.
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > part) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return { encoding, units, segments: parts, left: part - used };
}
