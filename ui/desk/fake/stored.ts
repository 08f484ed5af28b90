/** An area of plain lists, each under its own path: read all, read one, add, change. */
import { page, type Area, type Body } from "./area.ts";

export type Stored = { id?: string; name?: string } & Record<string, unknown>;

export function stored(lists: Record<string, Stored[]>): Area {
  return ({ method, parts: [kind = "", id], body }) => {
    const list = lists[kind];
    if (!list) return null;
    if (method !== "GET") return [200, save(list, id, body)];
    return id ? [200, list.find((each) => each.id === id)] : page(list);
  };
}

function save(list: Stored[], id: string | undefined, body: Body): Stored {
  const known = list.find((each) => each.id === id || (each.name && each.name === body.name));
  if (known) return Object.assign(known, body);
  const made = { id: `n${list.length}`, version: 1, name: "", ...body };
  list.push(made);
  return made;
}
