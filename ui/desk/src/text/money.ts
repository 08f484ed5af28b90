/** Amounts: the hub counts in minor units, people read and write major ones. */

export function minorDigits(currency: string): number {
  try {
    return (
      new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch {
    return 2;
  }
}

export function moneyText(amount: number, currency: string, locale: string): string {
  const value = amount / 10 ** minorDigits(currency);
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(value);
  } catch {
    return `${value} ${currency}`;
  }
}

export const toMinor = (major: number, currency: string): number =>
  Math.round(major * 10 ** minorDigits(currency));

export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency);
