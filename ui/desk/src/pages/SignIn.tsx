/** The sign-in page. */
import { Alert, Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { post, Problem, setCsrf } from "../api/client.ts";
import type { Session } from "../api/types.ts";
import { preferredLocale, useLanguage, type Translate } from "../i18n/index.ts";
import { keys } from "../live/cache.ts";
import { LanguageSwitch } from "../parts/LanguageSwitch.tsx";
import { problemText } from "../parts/notices.tsx";

export function SignIn() {
  const { t, setLocale } = useLanguage();
  const client = useQueryClient();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      const session = await post<Session>("/session", { login, password });
      setCsrf(session.csrf);
      setLocale(preferredLocale(session.user.language));
      client.setQueryData(keys.session, session);
    } catch (failure) {
      setError(signInError(t, failure));
      setBusy(false);
    }
  };

  return (
    <main className="whole-page sign-in">
      <Paper className="sign-in-card" withBorder>
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="md">
            <Group gap="sm" wrap="nowrap">
              <img src="/icon.svg" width={36} height={36} alt="" />
              <div>
                <Title order={1} fz="lg">
                  {t("signIn.title")}
                </Title>
                <Text size="xs" c="dimmed">
                  {t("signIn.hint")}
                </Text>
              </div>
            </Group>
            {error && (
              <Alert color="red" variant="light" role="alert" p="xs">
                {error}
              </Alert>
            )}
            <TextInput
              size="sm"
              label={t("signIn.login")}
              autoComplete="username"
              autoFocus
              value={login}
              onChange={(event) => setLogin(event.currentTarget.value)}
            />
            <PasswordInput
              size="sm"
              label={t("signIn.password")}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ "aria-label": t("signIn.reveal") }}
            />
            <Button size="sm" type="submit" loading={busy} disabled={!login || !password}>
              {t("signIn.submit")}
            </Button>
            <Group justify="center">
              <LanguageSwitch />
            </Group>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}

function signInError(t: Translate, error: unknown): string {
  if (error instanceof Problem && error.status === 401) return t("signIn.wrong");
  if (error instanceof Problem && error.status === 429) return t("signIn.throttled");
  return problemText(t, error);
}
