/** Talks to the hub's API: one place for the CSRF header, problem details and idempotency keys. */

export interface FieldError {
  field: string;
  message: string;
}

/** What the hub refused, or (`status` 0) that it could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldError[];

  constructor(status: number, message: string, errors: FieldError[] = []) {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.errors = errors;
  }

  /** Whether the same request may well succeed later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const BASE = "/api/v1";
let csrf = "";
let onSignedOut: () => void = () => undefined;

export function setCsrf(value: string): void {
  csrf = value;
}

/** Called when the hub answers 401 to anything but the sign-in itself. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

export interface RequestOptions {
  body?: unknown;
  /** A file, instead of a body. */
  form?: FormData;
  key?: string;
  version?: number;
  signal?: AbortSignal;
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 401 && path !== "/session") onSignedOut();
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["Hub-CSRF"] = csrf;
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.key) headers["Idempotency-Key"] = options.key;
  if (options.version !== undefined) headers["If-Match"] = String(options.version);
  const init: RequestInit = { method, headers, credentials: "same-origin", signal: options.signal ?? null };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.form) init.body = options.form;
  try {
    return await fetch(BASE + path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "offline");
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { title?: string; detail?: string; errors?: FieldError[] };
    return new Problem(response.status, body.detail ?? body.title ?? response.statusText, body.errors ?? []);
  } catch {
    return new Problem(response.status, response.statusText || String(response.status));
  }
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request<T>("GET", path, signal ? { signal } : {});
export const post = <T>(path: string, body: unknown = {}, key: string = newKey()): Promise<T> =>
  request<T>("POST", path, { body, key });
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>("PUT", path, { body });
export const patch = <T>(path: string, body: unknown, version?: number): Promise<T> =>
  request<T>("PATCH", path, version === undefined ? { body } : { body, version });
export const del = <T>(path: string): Promise<T> => request<T>("DELETE", path);

export function query(parameters: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(parameters).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

/** A fresh random key; `crypto.randomUUID` exists only in secure contexts, and the desk may run on plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Upload one file; fetch cannot report progress, XMLHttpRequest can. */
export function upload<T>(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", `${BASE}/attachments`);
    call.setRequestHeader("Hub-CSRF", csrf);
    call.setRequestHeader("Idempotency-Key", newKey());
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as T);
      else reject(new Problem(call.status, detailOf(call.responseText)));
    };
    call.onerror = () => reject(new Problem(0, "offline"));
    signal.addEventListener("abort", () => call.abort());
    const form = new FormData();
    form.append("file", file, file.name);
    call.send(form);
  });
}

function detailOf(text: string): string {
  try {
    const body = JSON.parse(text) as { detail?: string; title?: string };
    return body.detail ?? body.title ?? "";
  } catch {
    return "";
  }
}
