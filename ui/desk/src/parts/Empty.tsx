/** What to show where there is nothing yet, and what to do next. */
import { Stack, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

export function Empty({
  icon: Shape,
  title,
  hint,
  children,
}: {
  icon: Icon;
  title: string;
  hint?: string;
  children?: ReactNode;
}) {
  return (
    <Stack className="empty" align="center" gap={6}>
      <Shape size={32} stroke={1.3} />
      <Text fw={600} size="sm">
        {title}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed" ta="center" maw={320}>
          {hint}
        </Text>
      )}
      {children}
    </Stack>
  );
}
