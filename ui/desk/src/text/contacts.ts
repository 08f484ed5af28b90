/** In a line, what a contact was about. */
import type { Interaction } from "../api/types.ts";
import type { Translate } from "../i18n/index.ts";

/** A contact logged by hand has only its sort as subject: what was written says more. */
export function contactText(t: Translate, contact: Interaction): string {
  const subject = contact.kind === "manual" ? "" : contact.subject;
  return subject || contact.last_message?.text || t(`kind.${contact.kind}`);
}
