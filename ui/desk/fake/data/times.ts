/** Points in time around now. */
export const HOUR = 3_600_000;
export const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
export const minutes = (count: number): string => ago(count * 60_000);
export const days = (count: number): string => ago(count * 24 * HOUR);
export const soon = (seconds: number): string => ago(-seconds * 1000);
