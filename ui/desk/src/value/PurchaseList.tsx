/** What the customer bought, newest first, and a short form for one more. */
import { ActionIcon, Button, Group, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Purchase } from "../api/value.ts";
import { useLanguage } from "../i18n/index.ts";
import { minorDigits, moneyText, toMinor } from "../text/money.ts";
import { useAct, usePurchases, useRules } from "./queries.ts";
import { dayText, noonOf, today } from "./days.ts";

export function PurchaseList({ customerId }: { customerId: string }) {
  const { t } = useLanguage();
  const { data, isError } = usePurchases(customerId);
  const [isAdding, setAdding] = useState(false);
  const purchases = data?.items.toSorted((left, right) => right.at.localeCompare(left.at)) ?? [];
  return (
    <>
      <Group justify="space-between">
        <h2 className="section-title">{t("purchases.title")}</h2>
        <ActionIcon size="sm" aria-label={t("purchases.add")} onClick={() => setAdding(!isAdding)}>
          <IconPlus size={14} />
        </ActionIcon>
      </Group>
      {isAdding && <AddPurchase customerId={customerId} onDone={() => setAdding(false)} />}
      {purchases.length === 0 && !isAdding && (
        <Text size="xs" c="dimmed">
          {isError ? t("problem.title") : t("purchases.none")}
        </Text>
      )}
      <ul className="value-lines">
        {purchases.map((each) => (
          <PurchaseLine key={each.id} purchase={each} />
        ))}
      </ul>
    </>
  );
}

function PurchaseLine({ purchase }: { purchase: Purchase }) {
  const { t, locale } = useLanguage();
  const isGone =
    purchase.returned_at !== null || (purchase.refunded > 0 && purchase.refunded >= purchase.amount);
  const details = [
    dayText(purchase.at, locale),
    purchase.quantity === 1 ? "" : `× ${purchase.quantity}`,
    purchase.order_number,
    purchase.channel,
    purchase.returned_at ? t("purchases.returned") : "",
    purchase.refunded > 0
      ? t("purchases.refunded", { amount: moneyText(purchase.refunded, purchase.currency, locale) })
      : "",
  ];
  return (
    <li className={isGone ? "gone" : undefined}>
      <span>
        {purchase.product || t("purchases.something")}
        <small>{details.filter(Boolean).join(" · ")}</small>
      </span>
      <b>{moneyText(purchase.amount, purchase.currency, locale)}</b>
    </li>
  );
}

const CURRENCIES = ["USD", "EUR", "CNY", "GBP", "JPY", "HKD"];

function AddPurchase({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const { t } = useLanguage();
  const { act, busy } = useAct();
  const figures = useRules().data?.items.find((each) => each.name === "figures");
  const own = typeof figures?.rule.currency === "string" ? figures.rule.currency : "USD";
  const [product, setProduct] = useState("");
  const [amount, setAmount] = useState<number | string>("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [day, setDay] = useState(today());
  const currency = chosen ?? own;
  const save = async () => {
    const body = {
      customer_id: customerId,
      product: product.trim(),
      amount: toMinor(Number(amount), currency),
      currency,
      at: noonOf(day),
      source: "desk",
    };
    if (await act(() => post("/purchases", body))) onDone();
  };
  return (
    <form
      className="inline-form wrap"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        flex={1}
        miw={140}
        aria-label={t("purchases.product")}
        placeholder={t("purchases.product")}
        value={product}
        onChange={(event) => setProduct(event.currentTarget.value)}
        data-autofocus
      />
      <NumberInput
        w={110}
        aria-label={t("purchases.amount")}
        placeholder={t("purchases.amount")}
        min={0}
        decimalScale={minorDigits(currency)}
        value={amount}
        onChange={setAmount}
      />
      <Select
        w={86}
        aria-label={t("purchases.currency")}
        data={[...new Set([own, ...CURRENCIES])]}
        value={currency}
        onChange={setChosen}
        allowDeselect={false}
      />
      <TextInput
        type="date"
        w={140}
        aria-label={t("purchases.day")}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={amount === "" || day === ""}>
        {t("common.save")}
      </Button>
    </form>
  );
}
