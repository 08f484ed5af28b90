/** A person's initials on a quiet colour that stays the same for the same person. */
import { Avatar } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { initials } from "../text/times.ts";

const COLOURS = ["indigo", "teal", "grape", "orange", "cyan", "pink", "lime", "violet"];

export function Face({ name, id, size = 28 }: { name: string; id?: string | null; size?: number }) {
  const sum = Array.from(id ?? name).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <Avatar
      size={size}
      radius="xl"
      variant="light"
      color={COLOURS[sum % COLOURS.length] ?? "gray"}
      alt=""
      aria-hidden
    >
      <span style={{ fontSize: size * 0.38 }}>
        {initials(name) || <IconUser size={size * 0.55} stroke={1.6} />}
      </span>
    </Avatar>
  );
}
