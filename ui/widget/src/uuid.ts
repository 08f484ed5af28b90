// Names for messages that the hub has not yet seen.
/** A version 4 UUID; crypto.randomUUID exists on secure origins only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let index = 0;
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
    ((bytes[index++ >> 1]! >> ((index % 2) * 4)) & 15).toString(16),
  );
}
