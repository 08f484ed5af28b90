/** Splits a plain-text mail into what was written and what was quoted. */

const INTRODUCTION =
  /^(On .+ wrote:|Am .+ schrieb .+:|在.+(写道|寫道)[:：]?|-{2,} ?(Original Message|原始邮件|Forwarded message) ?-{2,})\s*$/;

export function splitQuoted(text: string): { own: string; quoted: string } {
  const lines = text.split("\n");
  let start = lines.findIndex((line) => INTRODUCTION.test(line.trim()));
  if (start < 0) start = trailingQuote(lines);
  if (start <= 0) return { own: text, quoted: "" };
  return { own: lines.slice(0, start).join("\n").trimEnd(), quoted: lines.slice(start).join("\n").trim() };
}

/** Where the last run of `>` lines begins, or -1 when the mail does not end in one (answers between quotes stay). */
function trailingQuote(lines: string[]): number {
  let at = lines.length;
  while (at > 0 && isQuoteOrBlank(lines[at - 1])) at -= 1;
  return lines.slice(at).some((line) => line.startsWith(">")) ? at : -1;
}

const isQuoteOrBlank = (line: string | undefined): boolean =>
  line === undefined || line.trim() === "" || line.startsWith(">");
