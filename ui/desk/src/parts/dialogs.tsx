/** Opens the dialogs that several places offer: write first, log a contact by hand, transfer. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import type { Customer, Interaction, Kind } from "../api/types.ts";
import { LogContact } from "../desk/LogContact.tsx";
import { TransferSheet } from "../desk/TransferSheet.tsx";
import { WriteFirst } from "../desk/WriteFirst.tsx";

export interface Whom {
  customer?: Customer;
  kind?: Kind;
  address?: string;
}

interface Dialogs {
  writeFirst: (whom: Whom) => void;
  logContact: (whom: Whom) => void;
  transfer: (interaction: Interaction) => void;
}

const DialogsContext = createContext<Dialogs | null>(null);

export function useDialogs(): Dialogs {
  const dialogs = use(DialogsContext);
  if (!dialogs) throw new Error("useDialogs outside DialogsProvider");
  return dialogs;
}

export function DialogsProvider({ children }: { children: ReactNode }) {
  const [writing, setWriting] = useState<Whom | null>(null);
  const [logging, setLogging] = useState<Whom | null>(null);
  const [moving, setMoving] = useState<Interaction | null>(null);
  const dialogs = useMemo(
    () => ({ writeFirst: setWriting, logContact: setLogging, transfer: setMoving }),
    [],
  );
  return (
    <DialogsContext value={dialogs}>
      {children}
      {writing && <WriteFirst whom={writing} onClose={() => setWriting(null)} />}
      {logging && <LogContact whom={logging} onClose={() => setLogging(null)} />}
      {moving && <TransferSheet interaction={moving} onClose={() => setMoving(null)} />}
    </DialogsContext>
  );
}
