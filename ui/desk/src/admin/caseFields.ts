/** The further fields of a kind of case as lines of text, and back. */
import type { CaseField } from "../api/service.ts";

export const fieldLines = (fields: CaseField[]): string =>
  fields
    .map((each) =>
      [
        each.key,
        each.name_en,
        each.name_zh,
        each.type,
        each.choices.join(";"),
        each.required ? "required" : "",
      ]
        .join(" | ")
        .replace(/( \| )+$/, ""),
    )
    .join("\n");

export const fieldsOf = (lines: string): CaseField[] =>
  lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [key = "", english = "", chinese = "", type = "", choices = "", required = ""] = line
        .split("|")
        .map((part) => part.trim());
      return {
        key,
        name_en: english || key,
        name_zh: chinese,
        type: (type || "text") as CaseField["type"],
        choices: choices.split(/[;；]/).flatMap((each) => each.trim() || []),
        required: required !== "",
      };
    });
