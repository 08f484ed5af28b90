/** How the customer can be reached, how sure we are of it, and one click to call, text or mail. */
import { ActionIcon, Badge, Button, Group, Menu, Select, Text, TextInput, Tooltip } from "@mantine/core";
import {
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconDots,
  IconMail,
  IconMessage,
  IconMessages,
  IconPhone,
  IconPlus,
  IconUsers,
  IconWebhook,
  type Icon,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import type { ContactPoint, Customer, Kind } from "../api/types.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { keys } from "../live/cache.ts";
import { useWaysOut } from "../live/queries.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { fullTime, readableAddress } from "../text/times.ts";

const ICONS: Record<ContactPoint["kind"], Icon> = {
  phone: IconPhone,
  email: IconMail,
  chat: IconMessages,
  external: IconWebhook,
};
const STATES: Record<ContactPoint["state"], [Icon, string]> = {
  verified: [IconCircleCheck, "green"],
  claimed: [IconCircleDashed, "gray"],
  shared: [IconUsers, "yellow"],
  blocked: [IconBan, "red"],
};

export function ContactPoints({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <Group justify="space-between">
        <h2 className="section-title">{t("points.title")}</h2>
        <ActionIcon size="sm" aria-label={t("points.add")} onClick={() => setAdding(!isAdding)}>
          <IconPlus size={14} />
        </ActionIcon>
      </Group>
      {customer.contact_points.length === 0 && !isAdding && (
        <Text size="xs" c="dimmed">
          {t("points.none")}
        </Text>
      )}
      <ul className="points">
        {customer.contact_points.map((point) => (
          <Point key={point.id} customer={customer} point={point} />
        ))}
      </ul>
      {isAdding && <AddPoint customer={customer} onDone={() => setAdding(false)} />}
    </>
  );
}

/** What the state means, where the address came from, and since when we have it. */
function howKnown(point: ContactPoint, t: Translate, locale: string): string {
  const hint = t(`pointState.${point.state}Hint`);
  if (!point.source || !point.created_at) return hint;
  return t("points.howKnown", { hint, source: point.source, date: fullTime(point.created_at, locale) });
}

function Point({ customer, point }: { customer: Customer; point: ContactPoint }) {
  const { t, locale } = useLanguage();
  const change = useChange(customer);
  const { writeFirst } = useDialogs();
  const kinds = useWaysOut().map((channel) => channel.kind);
  const Shape = ICONS[point.kind];
  const [StateShape, colour] = STATES[point.state];
  const ways = (
    point.kind === "phone" ? ["phone", "sms"] : point.kind === "email" ? ["email"] : []
  ) as Kind[];
  const path = `/customers/${customer.id}/contact-points/${point.id}`;
  const readable = readableAddress(point.value);
  return (
    <li>
      <Shape size={15} stroke={1.7} className="dim" />
      <span className="point-text">
        <Text size="sm" truncate title={readable}>
          {point.kind === "chat" ? t("points.chat") : readable}
        </Text>
        <span className="point-state">
          <Tooltip label={howKnown(point, t, locale)} multiline maw={280}>
            <Badge size="xs" color={colour} leftSection={<StateShape size={10} />}>
              {t(`pointState.${point.state}`)}
            </Badge>
          </Tooltip>
          {point.label && (
            <Text size="xs" c="dimmed">
              {point.label}
            </Text>
          )}
        </span>
      </span>
      {point.state !== "blocked" &&
        ways
          .filter((way) => kinds.includes(way))
          .map((way) => (
            <Tooltip key={way} label={t(`write.${way as "phone" | "sms" | "email"}`)}>
              <ActionIcon
                variant="default"
                aria-label={`${t(`write.${way as "phone" | "sms" | "email"}`)} ${readable}`}
                onClick={() => writeFirst({ customer, kind: way, address: point.value })}
              >
                {way === "phone" ? (
                  <IconPhone size={14} />
                ) : way === "sms" ? (
                  <IconMessage size={14} />
                ) : (
                  <IconMail size={14} />
                )}
              </ActionIcon>
            </Tooltip>
          ))}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("points.more", { value: readable })}>
            <IconDots size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(STATES) as ContactPoint["state"][])
            .filter((state) => state !== point.state)
            .map((state) => (
              <Menu.Item key={state} onClick={() => void change(() => patch(path, { state }))}>
                {t(`pointState.${state}Set`)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => void change(() => del(path))}>
            {t("common.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function AddPoint({ customer, onDone }: { customer: Customer; onDone: () => void }) {
  const { t } = useLanguage();
  const change = useChange(customer);
  const [value, setValue] = useState("");
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const kind = chosen ?? (value.includes("@") ? "email" : "phone");
  const save = async () => {
    if (
      await change(() =>
        post(`/customers/${customer.id}/contact-points`, { kind, value: value.trim(), label }),
      )
    )
      onDone();
  };
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Select
        aria-label={t("points.kind")}
        data={(["phone", "email", "external"] as const).map((each) => ({
          value: each,
          label: t(`points.${each}`),
        }))}
        value={kind}
        onChange={setChosen}
        allowDeselect={false}
        w={100}
      />
      <TextInput
        flex={1}
        autoFocus
        aria-label={t("points.value")}
        placeholder={t("points.value")}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TextInput
        w={80}
        aria-label={t("points.label")}
        placeholder={t("points.label")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!value.trim()}>
        {t("common.add")}
      </Button>
    </form>
  );
}

/** Change the record, then read it again: contact points have no version of their own. */
export function useChange(customer: Customer): (work: () => Promise<unknown>) => Promise<boolean> {
  const client = useQueryClient();
  const { run } = useActions();
  return async (work) => {
    const done = await run(work);
    await client.invalidateQueries({ queryKey: keys.customer(customer.id) });
    return done;
  };
}
