// The channel's settings, which the hub writes into the frame page's root element.

export interface Question {
  key: string;
  kind: "text" | "email" | "choice";
  label?: string;
  required: boolean;
  options?: { value: string; label: string }[];
}

export interface Settings {
  channel: string;
  language: string;
  title: string;
  greeting: string;
  accent: string;
  questions: Question[];
  upload: { max_bytes: number; types: string[] } | null;
  max_text: number;
  privacy_url?: string;
}

export const settings = JSON.parse(document.documentElement.dataset.settings!) as Settings;
