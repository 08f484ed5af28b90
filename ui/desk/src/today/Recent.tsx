/** With whom I had to do last: contacts and customers, to go on where I stopped. */
import { IconMessages, IconUsers } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { Face } from "../parts/Face.tsx";
import { useNow } from "../parts/useNow.ts";
import { contactText } from "../text/contacts.ts";
import { fullTime, readableAddress, shortDay } from "../text/times.ts";
import { Quiet } from "./Panel.tsx";

export function RecentContacts({ contacts }: { contacts: Interaction[] }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  if (contacts.length === 0)
    return <Quiet icon={<IconMessages size={18} aria-hidden />} text={t("today.contactsNone")} />;
  return (
    <ul className="today-lines">
      {contacts.slice(0, 8).map((each) => (
        <li key={each.id}>
          <Link href={`/inbox/${each.id}`} className="today-line">
            <ChannelIcon kind={each.kind} direction={each.direction} size={16} />
            <span className="today-line-text">
              {each.customer_name || readableAddress(each.address) || t("customer.unknown")}
              <small>{contactText(t, each)}</small>
            </span>
            <time className="time" dateTime={each.created_at} title={fullTime(each.created_at, locale)}>
              {shortDay(each.created_at, now, locale)}
            </time>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function RecentCustomers({ customers }: { customers: Customer[] }) {
  const { t } = useLanguage();
  if (customers.length === 0)
    return <Quiet icon={<IconUsers size={18} aria-hidden />} text={t("today.contactsNone")} />;
  return (
    <ul className="today-people">
      {customers.map((each) => (
        <li key={each.id}>
          <Link href={`/customers/${each.id}`}>
            <Face name={each.name} id={each.id} size={26} />
            <span>{each.name || t("customer.unnamed")}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
