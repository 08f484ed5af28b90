/** Promises that press: contacts in hand and cases, the most urgent mark beside each. */
import { IconBriefcase, IconShieldCheck } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Case } from "../api/service.ts";
import type { Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { contactText } from "../text/contacts.ts";
import { readableAddress } from "../text/times.ts";
import { Quiet } from "./Panel.tsx";

export function AtRisk({ contacts, cases }: { contacts: Interaction[]; cases: Case[] }) {
  const { t } = useLanguage();
  if (contacts.length + cases.length === 0)
    return <Quiet icon={<IconShieldCheck size={18} aria-hidden />} text={t("today.riskNone")} />;
  return (
    <ul className="today-lines">
      {contacts.map((each) => (
        <li key={each.id}>
          <Link href={`/inbox/${each.id}`} className="today-line">
            <ChannelIcon kind={each.kind} direction={each.direction} size={16} />
            <span className="today-line-text">
              {each.customer_name || readableAddress(each.address)}
              <small>{contactText(t, each)}</small>
            </span>
            <SlaMark sla={each.sla} />
          </Link>
        </li>
      ))}
      {cases.map((each) => (
        <li key={each.id}>
          <Link href={`/cases/${each.id}`} className="today-line">
            <IconBriefcase size={16} className="dim" aria-hidden />
            <span className="today-line-text">
              {each.subject}
              <small>{[each.number, each.customer_name].filter(Boolean).join(" · ")}</small>
            </span>
            <SlaMark sla={each.sla} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
