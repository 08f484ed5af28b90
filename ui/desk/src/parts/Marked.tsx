/** A text in which the words that were looked for stand out. */
import { marked } from "../text/marks.ts";

export function Marked({ text, query }: { text: string; query: string }) {
  return marked(text, query).map((part, place) =>
    part.isHit ? <mark key={place}>{part.text}</mark> : part.text,
  );
}
