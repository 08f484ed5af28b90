/** The configured channels and whether each of them works. */
import { Badge, Table, Text } from "@mantine/core";
import type { Channel } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { readableAddress } from "../text/times.ts";
import { AdminList } from "./parts.tsx";
import { useList } from "./useList.ts";

const COLOURS: Record<string, string> = {
  up: "green",
  starting: "yellow",
  retrying: "orange",
  needs_attention: "red",
};

export default function Channels() {
  const { t } = useLanguage();
  const list = useList<Channel>("/channels");
  return (
    <AdminList
      list={list}
      heads={[
        t("channels.name"),
        t("channels.kind"),
        t("channels.address"),
        t("users.state"),
        t("channels.can"),
      ]}
      hint={t("channels.hint")}
    >
      {list.items.map((channel) => (
        <Table.Tr key={channel.name}>
          <Table.Td>{channel.name}</Table.Td>
          <Table.Td>
            <ChannelIcon kind={channel.kind} /> {t(`kind.${channel.kind}`)}
          </Table.Td>
          <Table.Td>{readableAddress(channel.address)}</Table.Td>
          <Table.Td>
            <Badge color={COLOURS[channel.state] ?? "gray"}>{known(t, "channelState", channel.state)}</Badge>
            {channel.detail && (
              <Text size="xs" c="dimmed">
                {channel.detail}
              </Text>
            )}
          </Table.Td>
          <Table.Td className="dim">
            {channel.capabilities.map((each) => known(t, "capability", each)).join(", ")}
          </Table.Td>
        </Table.Tr>
      ))}
    </AdminList>
  );
}
