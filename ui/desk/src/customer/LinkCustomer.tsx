/** Says whose contact this is: an existing customer, or a new one made from the address. */
import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { patch } from "../api/client.ts";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { CustomerForm } from "./CustomerForm.tsx";

export function LinkCustomer({ interaction, onDone }: { interaction: Interaction; onDone?: () => void }) {
  const { t } = useLanguage();
  const { run } = useActions();
  const [isCreating, setCreating] = useState(false);
  const link = async (customer: Customer | null) => {
    if (!customer) return;
    if (await run(() => patch<Interaction>(`/interactions/${interaction.id}`, { customer_id: customer.id })))
      onDone?.();
  };
  const kind = interaction.address.includes("@") ? ("email" as const) : ("phone" as const);
  return (
    <Stack gap="xs" w="100%">
      <CustomerPicker
        value={null}
        onChange={(customer) => void link(customer)}
        label={t("customer.link")}
        except={interaction.customer_id ? [interaction.customer_id] : []}
      />
      <Group grow>
        <Button variant="light" onClick={() => setCreating(true)}>
          {t("customers.create")}
        </Button>
        {onDone && (
          <Button variant="subtle" color="gray" className="quiet-button" onClick={onDone}>
            {t("common.cancel")}
          </Button>
        )}
      </Group>
      {isCreating && (
        <CustomerForm
          startWith={{ kind, value: interaction.kind === "webchat" ? "" : interaction.address }}
          onClose={() => setCreating(false)}
          onSaved={(customer) => void link(customer)}
        />
      )}
    </Stack>
  );
}
