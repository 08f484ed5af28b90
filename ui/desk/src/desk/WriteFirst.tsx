/** Starts a contact: call, text or mail a customer, or an address that nobody has yet. */
import {
  Alert,
  Button,
  FileButton,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
  Textarea,
} from "@mantine/core";
import { IconMail, IconMessage, IconPaperclip, IconPhone, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { newKey, post } from "../api/client.ts";
import type { ContactPoint, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useCan, useWaysOut } from "../live/queries.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import type { Whom } from "../parts/dialogs.tsx";
import { readableAddress } from "../text/times.ts";
import { segments } from "../text/segments.ts";
import { UploadTiles } from "./UploadTiles.tsx";
import { useUploads } from "./useUploads.ts";

type Way = "phone" | "sms" | "email";
const WAYS: [Way, Icon][] = [
  ["phone", IconPhone],
  ["sms", IconMessage],
  ["email", IconMail],
];
const pointFor = (way: Way): ContactPoint["kind"] => (way === "email" ? "email" : "phone");

export function WriteFirst({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const { run } = useActions();
  const channels = useWaysOut();
  const [customer, setCustomer] = useState(whom.customer ?? null);
  const [way, setWay] = useState<Way>(WAYS.some(([each]) => each === whom.kind) ? (whom.kind as Way) : "sms");
  const [typed, setTyped] = useState(whom.address ?? "");
  const [channelName, setChannel] = useState<string | null>(null);
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const uploads = useUploads();

  const fitting = channels.filter((channel) => channel.kind === way);
  const channel = fitting.find((each) => each.name === channelName) ?? fitting[0];
  const canAttach = useCan(channel?.name ?? "", "files_out");
  const points = (customer?.contact_points ?? []).filter(
    (each) => each.kind === pointFor(way) && each.state !== "blocked",
  );
  const address =
    points.some((each) => each.value === typed) || points.length === 0 ? typed : (points[0]?.value ?? "");
  const ready =
    channel && address.trim() !== "" && (way === "phone" || text.trim() !== "") && !uploads.isBusy;

  const start = async () => {
    if (!ready) return;
    setBusy(true);
    const body = {
      channel: channel.name,
      kind: way,
      address: address.trim(),
      ...(customer ? { customer_id: customer.id } : {}),
      ...(way === "phone" ? {} : { text: text.trim(), attachments: uploads.ready.map((each) => each.id) }),
      ...(way === "email" ? { subject } : {}),
    };
    await run(async () => {
      const made = await post<Interaction>("/interactions", body, key);
      onClose();
      navigate(`/inbox/${made.id}`);
      return made;
    });
    setBusy(false);
  };
  return (
    <Modal opened onClose={onClose} title={t("write.title")} size="lg" className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            aria-label={t("write.way")}
            value={way}
            onChange={setWay}
            data={WAYS.map(([each, Shape]) => ({
              value: each,
              label: (
                <Group gap={6} justify="center" wrap="nowrap">
                  <Shape size={15} />
                  <span>{t(`write.${each}`)}</span>
                </Group>
              ),
            }))}
          />
          <CustomerPicker value={customer} onChange={setCustomer} label={t("write.customer")} />
          <AddressField way={way} points={points} value={address} onChange={setTyped} />
          {fitting.length > 1 && (
            <Select
              label={t("write.from")}
              data={fitting.map((each) => ({
                value: each.name,
                label: `${each.name} · ${readableAddress(each.address)}`,
              }))}
              value={channel?.name ?? null}
              onChange={setChannel}
              allowDeselect={false}
            />
          )}
          {!channel && <Alert color="yellow">{t("write.noChannel")}</Alert>}
          {way === "email" && (
            <TextInput
              label={t("composer.subject")}
              value={subject}
              onChange={(event) => setSubject(event.currentTarget.value)}
            />
          )}
          {way !== "phone" && (
            <>
              <Textarea
                label={t("composer.message")}
                autosize
                minRows={way === "email" ? 6 : 3}
                maxRows={14}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (
                    !isComposing(event.nativeEvent) &&
                    event.key === "Enter" &&
                    (event.ctrlKey || event.metaKey)
                  )
                    void start();
                }}
                description={way === "sms" ? smsHint(t, text) : undefined}
                inputWrapperOrder={["label", "input", "description", "error"]}
              />
              <UploadTiles uploads={uploads.uploads} onRetry={uploads.retry} onRemove={uploads.remove} />
              {canAttach && (
                <FileButton
                  multiple
                  inputProps={{ "aria-label": t("composer.attach") }}
                  onChange={uploads.add}
                >
                  {(button) => (
                    <Button
                      {...button}
                      variant="subtle"
                      className="quiet-button attach-button"
                      leftSection={<IconPaperclip size={15} />}
                    >
                      {t("composer.attachHint")}
                    </Button>
                  )}
                </FileButton>
              )}
            </>
          )}
          {way === "phone" && (
            <Text size="xs" c="dimmed">
              {t("write.callHint")}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!ready}>
              {way === "phone" ? t("write.call") : t("composer.send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function smsHint(t: ReturnType<typeof useLanguage>["t"], text: string): string {
  const { units, segments: parts, left, encoding } = segments(text);
  return t("composer.segments", { units, parts, left, encoding });
}

function AddressField({
  way,
  points,
  value,
  onChange,
}: {
  way: Way;
  points: ContactPoint[];
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useLanguage();
  const label = way === "email" ? t("write.mailAddress") : t("write.number");
  if (points.length > 0) {
    return (
      <Select
        label={label}
        data={points.map((each) => ({
          value: each.value,
          label: [readableAddress(each.value), each.label, t(`pointState.${each.state}`)]
            .filter(Boolean)
            .join(" · "),
        }))}
        value={value}
        onChange={(chosen) => onChange(chosen ?? "")}
        allowDeselect={false}
      />
    );
  }
  return (
    <TextInput
      label={label}
      placeholder={way === "email" ? "name@example.com" : "+86 138 0013 8000"}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
