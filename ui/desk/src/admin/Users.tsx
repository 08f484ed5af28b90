/** Users: who may sign in, and as what. */
import { Badge, Button, Group, MultiSelect, PasswordInput, Switch, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { patch, post } from "../api/client.ts";
import type { Role } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useQueues } from "../live/queries.ts";
import { AdminForm, AdminList } from "./parts.tsx";
import type { AdminUser } from "./types.ts";
import { useList, useSave } from "./useList.ts";

const ROLES: Role[] = ["agent", "supervisor", "campaigns", "admin"];

export default function Users() {
  const { t } = useLanguage();
  const agents = useAgents();
  const list = useList<AdminUser>("/users");
  const [edited, setEdited] = useState<AdminUser | "new" | null>(null);
  return (
    <>
      <AdminList
        list={list}
        heads={[t("users.login"), t("users.name"), t("users.roles"), t("live.agent"), t("users.state"), ""]}
        hint={t("users.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((user) => (
          <Table.Tr key={user.id} className={user.disabled ? "quiet" : ""}>
            <Table.Td>{user.login}</Table.Td>
            <Table.Td>{user.name}</Table.Td>
            <Table.Td>
              <Group gap={4}>
                {user.roles.map((role) => (
                  <Badge key={role} color="gray">
                    {t(`role.${role}`)}
                  </Badge>
                ))}
              </Group>
            </Table.Td>
            <Table.Td>{agents.find((agent) => agent.id === user.agent_id)?.name}</Table.Td>
            <Table.Td>{user.disabled ? t("users.disabled") : t("users.active")}</Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(user)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <UserForm
          user={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

function UserForm({
  user,
  onClose,
  onSaved,
}: {
  user: AdminUser | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
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
