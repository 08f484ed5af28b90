/** Between the hub's instants and what a field of the browser for local times holds. */

export function inputTime(at: string | null): string {
  if (!at) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const instant = (local: string): string | null => (local ? new Date(local).toISOString() : null);
