/** Chooses between the desk's languages; the choice is kept in the browser and with the user. */
import { SegmentedControl } from "@mantine/core";
import { useLanguage, type Locale } from "../i18n/index.ts";

export function LanguageSwitch({ onChange }: { onChange?: (locale: Locale) => void }) {
  const { locale, t, setLocale } = useLanguage();
  return (
    <SegmentedControl
      aria-label={t("common.language")}
      value={locale}
      onChange={(chosen) => {
        setLocale(chosen);
        onChange?.(chosen);
      }}
      data={[
        { value: "en", label: "English" },
        { value: "zh-CN", label: "简体中文" },
      ]}
    />
  );
}
