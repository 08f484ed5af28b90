/** The desk's two languages: every text has a key in both, checked by the compiler and by a test. */
import { createContext, useContext } from "react";
import { en } from "./en.ts";
import { zh } from "./zh-CN.ts";

export type Key = keyof typeof en;
export type Texts = Record<Key, string>;
export type Locale = "en" | "zh-CN";
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export const TEXTS: Record<Locale, Texts> = { en, "zh-CN": zh };

export function translator(locale: Locale): Translate {
  return (key, values = {}) =>
    TEXTS[locale][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Text for a code from the hub, or the code itself when it is newer than this page. */
export function known(t: Translate, prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return key in en ? t(key as Key) : code.replaceAll("_", " ");
}

/** Whether the pages have words of their own for a code. */
export const isKnown = (prefix: string, code: string): boolean => `${prefix}.${code}` in en;

const LANGUAGE = "hub.language";

export function preferredLocale(fromHub: string | undefined): Locale {
  const chosen = localStorage.getItem(LANGUAGE) ?? fromHub ?? "";
  const wanted = chosen || navigator.language;
  return wanted.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(LANGUAGE, locale);
}

export interface Language {
  locale: Locale;
  t: Translate;
  setLocale: (locale: Locale) => void;
}

export const LanguageContext = createContext<Language>({
  locale: "en",
  t: translator("en"),
  setLocale: () => undefined,
});

export const useLanguage = (): Language => useContext(LanguageContext);
