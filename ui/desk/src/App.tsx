/** Providers, then the gate: signed in or not. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Problem } from "./api/client.ts";
import { LanguageContext, preferredLocale, rememberLocale, translator, type Locale } from "./i18n/index.ts";
import { Gate } from "./pages/Gate.tsx";
import { Boundary } from "./parts/Broken.tsx";
import { theme } from "./theme.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => error instanceof Problem && error.isPassing && failures < 3,
      refetchOnWindowFocus: false,
    },
  },
});

export function App() {
  const [locale, setLocale] = useState<Locale>(() => preferredLocale(undefined));
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const language = useMemo(
    () => ({
      locale,
      t: translator(locale),
      setLocale: (chosen: Locale) => {
        rememberLocale(chosen);
        setLocale(chosen);
      },
    }),
    [locale],
  );
  return (
    <QueryClientProvider client={client}>
      <LanguageContext value={language}>
        <MantineProvider theme={theme} defaultColorScheme="auto">
          <Notifications position="bottom-right" limit={4} />
          <Boundary>
            <Gate />
          </Boundary>
        </MantineProvider>
      </LanguageContext>
    </QueryClientProvider>
  );
}
