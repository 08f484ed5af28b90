/** A quiet bar while the hub cannot be reached: what works on, what waits, and a way to try at once. */
import { Button, Group, Text } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useLanguage } from "../i18n/index.ts";
import { useLive, useOutbox } from "../live/LiveProvider.tsx";

/** A reconnect within this time is not worth a bar. */
const QUIET_MS = 1200;

export function OfflineBar() {
  const { connection, retryNow } = useLive();
  const waiting = useOutbox().filter((entry) => entry.state !== "failed").length;
  const { t } = useLanguage();
  return connection === "online" ? null : (
    <Delayed ms={QUIET_MS}>
      <Group className="offline-bar" role="status" justify="center" gap="xs" wrap="nowrap">
        <IconCloudOff size={16} />
        <Text size="xs">
          {t("offline.text")} {waiting > 0 && t("offline.waiting", { count: waiting })}
        </Text>
        <Button size="compact-xs" variant="subtle" color="dark" onClick={retryNow}>
          {t("common.tryAgain")}
        </Button>
      </Group>
    </Delayed>
  );
}

function Delayed({ ms, children }: { ms: number; children: React.ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return shown ? children : null;
}
