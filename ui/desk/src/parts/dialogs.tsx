/** Opens the dialogs that several places offer: write first, log a contact by hand, transfer. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import type { Customer, Interaction, Kind } from "../api/types.ts";
import { CaseForm, type CaseAbout } from "../cases/CaseForm.tsx";
import { LogContact } from "../desk/LogContact.tsx";
import { TransferSheet } from "../desk/TransferSheet.tsx";
import { WriteFirst } from "../desk/WriteFirst.tsx";
import { TaskForm, type TaskAbout } from "../tasks/TaskForm.tsx";

export interface Whom {
  customer?: Customer;
  kind?: Kind;
  address?: string;
}

interface Dialogs {
  writeFirst: (whom: Whom) => void;
  logContact: (whom: Whom) => void;
  transfer: (interaction: Interaction) => void;
  /** Opens a new case, or changes one. */
  openCase: (about: CaseAbout) => void;
  /** Makes a task, or changes one. */
  editTask: (about: TaskAbout) => void;
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
  const [opening, setOpening] = useState<CaseAbout | null>(null);
  const [editing, setEditing] = useState<TaskAbout | null>(null);
  const dialogs = useMemo(
    () => ({
      writeFirst: setWriting,
      logContact: setLogging,
      transfer: setMoving,
      openCase: setOpening,
      editTask: setEditing,
    }),
    [],
  );
  return (
    <DialogsContext value={dialogs}>
      {children}
      {writing && <WriteFirst whom={writing} onClose={() => setWriting(null)} />}
      {logging && <LogContact whom={logging} onClose={() => setLogging(null)} />}
      {opening && <CaseForm about={opening} onClose={() => setOpening(null)} />}
      {editing && <TaskForm about={editing} onClose={() => setEditing(null)} />}
      {moving && <TransferSheet interaction={moving} onClose={() => setMoving(null)} />}
    </DialogsContext>
  );
}
