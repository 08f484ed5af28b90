// Uploads a file with progress after checking what can be known of it here; the hub checks its bytes again.
import type { Attachment } from "./frames";
import { settings } from "./settings";
import * as texts from "texts";

export function readableSize(bytes: number) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What is wrong with a file, in words, or nothing. */
export function problemWith(file: File) {
  const { max_bytes, types } = settings.upload!;
  if (!types.includes(file.type)) return file.name + texts.badType;
  return file.size > max_bytes ? file.name + texts.tooLarge + readableSize(max_bytes) : "";
}

/** XMLHttpRequest, because fetch tells nothing about the progress of what it sends; aborting it is `done(null)`. */
export function upload(
  file: File,
  token: string,
  progress: (share: number) => void,
  done: (result: Attachment | null) => void,
) {
  const request = new XMLHttpRequest();
  request.open("POST", `upload?channel=${encodeURIComponent(settings.channel)}`);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.setRequestHeader("Hub-File-Name", encodeURIComponent(file.name));
  request.responseType = "json";
  request.upload.onprogress = (event) => progress(event.loaded / event.total);
  request.onloadend = () => done(request.status === 201 ? (request.response as Attachment) : null);
  request.send(file);
  return () => request.abort();
}
