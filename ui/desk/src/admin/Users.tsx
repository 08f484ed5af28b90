/** Users: who may sign in, and as what. */
import { Badge, Group, MultiSelect, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { patch, post } from "../api/client.ts";
import type { Role } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useQueues } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm } from "./parts.tsx";
import type { AdminUser } from "./types.ts";
import { useList, useSave, type Editing } from "./useList.ts";

const ROLES: Role[] = ["agent", "supervisor", "campaigns", "admin"];

export default function Users() {
  const { t } = useLanguage();
  const agents = useAgents();
  const list = useList<AdminUser>("/users");
  return (
    <EditedList
      list={list}
      hint={t("users.hint")}
      keyOf={(user) => user.id}
      isQuiet={(user) => user.disabled}
      columns={[
        { head: t("users.login"), cell: (user) => user.login },
        { head: t("users.name"), cell: (user) => user.name },
        {
          head: t("users.roles"),
          cell: (user) => (
            <Group gap={4}>
              {user.roles.map((role) => (
                <Badge key={role} color="gray">
                  {t(`role.${role}`)}
                </Badge>
              ))}
            </Group>
          ),
        },
        {
          head: t("live.agent"),
          cell: (user) => agents.find((agent) => agent.id === user.agent_id)?.name,
        },
        {
          head: t("users.state"),
          cell: (user) => (user.disabled ? t("users.disabled") : t("users.active")),
        },
      ]}
      form={(editing) => <UserForm {...editing} />}
    />
  );
}

function UserForm({ item: user, onClose, onSaved }: Editing<AdminUser>) {
  const { t } = useLanguage();
  const [login, setLogin] = useState(user?.login ?? "");
  const [name, setName] = useState(user?.name ?? "");
  const [roles, setRoles] = useState<string[]>(user?.roles ?? ["agent"]);
  const [password, setPassword] = useState("");
  const [phone, setPhone] = useState("");
  const [serves, setServes] = useState<string[]>([]);
  const queues = useQueues();
  const [disabled, setDisabled] = useState(user?.disabled ?? false);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const store = () => {
    const secret = password ? { password } : {};
    if (user) return patch(`/users/${user.id}`, { name, roles, disabled, ...secret });
    return post("/users", { login, name, roles, phone, queues: serves, ...secret });
  };
  return (
    <AdminForm
      title={user ? user.login : t("users.add")}
      error={error}
      busy={busy}
      canSave={login !== "" && name !== "" && roles.length > 0 && (user !== null || password !== "")}
      onSave={() => void save(store)}
      onClose={onClose}
    >
      <Group grow>
        <TextInput
          label={t("users.login")}
          value={login}
          disabled={user !== null}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <TextInput
          label={t("users.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Group>
      <MultiSelect
        label={t("users.roles")}
        data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        value={roles}
        onChange={setRoles}
      />
      <PasswordInput
        label={user ? t("users.newPassword") : t("signIn.password")}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {!user && roles.includes("agent") && (
        <Group grow align="flex-start">
          <TextInput
            label={t("users.phone")}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <MultiSelect
            label={t("admin.queues")}
            data={queues.map((queue) => queue.name)}
            value={serves}
            onChange={setServes}
          />
        </Group>
      )}
      {user && (
        <Switch
          label={t("users.disabled")}
          checked={disabled}
          onChange={(event) => setDisabled(event.currentTarget.checked)}
        />
      )}
    </AdminForm>
  );
}
