/** What waiting callers hear, and whether they may be called back instead. */
import { NumberInput, Select, SimpleGrid, Switch, Textarea } from "@mantine/core";
import type { CallbackRule } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { Seconds } from "../fields.tsx";
import type { PartProps } from "./settings.ts";

const USUAL: CallbackRule = { digit: "1", delay_s: 10, retry_s: 300, max_attempts: 3, expires_s: 86_400 };
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];

export function CallerPart({ fields, set }: PartProps) {
  const { t } = useLanguage();
  const { announcements, callback } = fields;
  const tell = (change: Partial<typeof announcements>) =>
    set({ announcements: { ...announcements, ...change } });
  const back = (change: Partial<CallbackRule>) => set({ callback: { ...USUAL, ...callback, ...change } });
  return (
    <>
      <Textarea
        label={t("callers.greeting")}
        description={t("callers.greetingHint")}
        autosize
        minRows={2}
        value={fields.greeting}
        onChange={(event) => set({ greeting: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" verticalSpacing="sm">
        <Switch
          label={t("callers.position")}
          checked={announcements.position}
          onChange={(event) => tell({ position: event.currentTarget.checked })}
        />
        <Switch
          label={t("callers.estimate")}
          checked={announcements.estimated_wait}
          onChange={(event) => tell({ estimated_wait: event.currentTarget.checked })}
        />
        <Seconds
          label={t("callers.every")}
          min={15}
          max={3600}
          value={announcements.every_s}
          onChange={(seconds) => tell({ every_s: seconds })}
        />
      </SimpleGrid>
      <Switch
        label={t("callers.callback")}
        description={t("callers.callbackHint")}
        checked={callback !== null}
        onChange={(event) => set({ callback: event.currentTarget.checked ? USUAL : null })}
      />
      {callback && (
        <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="sm">
          <Select
            label={t("callers.digit")}
            data={DIGITS}
            value={callback.digit}
            onChange={(digit) => back({ digit: digit ?? callback.digit })}
            allowDeselect={false}
          />
          <Seconds
            label={t("callers.delay")}
            min={10}
            value={callback.delay_s}
            onChange={(seconds) => back({ delay_s: seconds })}
          />
          <NumberInput
            label={t("callers.attempts")}
            min={1}
            max={20}
            value={callback.max_attempts}
            onChange={(attempts) => back({ max_attempts: Number(attempts) || 1 })}
          />
          <Seconds
            label={t("callers.retry")}
            min={10}
            value={callback.retry_s}
            onChange={(seconds) => back({ retry_s: seconds })}
          />
          <Seconds
            label={t("callers.expires")}
            min={60}
            value={callback.expires_s}
            onChange={(seconds) => back({ expires_s: seconds })}
          />
        </SimpleGrid>
      )}
    </>
  );
}
