/** One thing of a list in its form: add, change or remove it, then show the list again. */
import { del, patch, post } from "../api/client.ts";
import { useSave, type Editing } from "./useList.ts";

export function useRecord<T extends { id: string; version?: number }>(
  path: string,
  { item, onClose, onSaved }: Editing<T>,
) {
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  return {
    busy,
    error,
    store: (body: object) =>
      void save(() => (item ? patch(`${path}/${item.id}`, body, item.version) : post(path, body))),
    remove: item ? () => void save(() => del(`${path}/${item.id}`)) : undefined,
  };
}
