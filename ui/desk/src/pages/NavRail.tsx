/** The rail at the left (a bar at the bottom on a phone): pages, search, help, the user. */
import { ActionIcon, Indicator, Menu, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDots, IconKeyboard, IconLogout, IconSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { del, patch } from "../api/client.ts";
import { useLanguage, type Locale } from "../i18n/index.ts";
import { keys } from "../live/cache.ts";
import { useDesk, useMe } from "../live/queries.ts";
import { Face } from "../parts/Face.tsx";
import { LanguageSwitch } from "../parts/LanguageSwitch.tsx";
import { showProblem } from "../parts/notices.tsx";
import { usePlaces, type Place } from "./places.ts";

/** How many fit beside search and user; one of them opens the rest. */
const MOST_ON_A_PHONE = 5;

export function NavRail({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { t } = useLanguage();
  const [location] = useLocation();
  const unread = useDesk((desk) =>
    desk.interactions.reduce((sum, each) => sum + (each.unread > 0 ? 1 : 0), desk.offers.length),
  );
  const places = usePlaces();
  const isNarrow = useMediaQuery("(max-width: 860px)", undefined, { getInitialValueInEffect: false });
  const shown = isNarrow && places.length > MOST_ON_A_PHONE ? MOST_ON_A_PHONE - 1 : places.length;
  return (
    <nav className="rail" aria-label={t("nav.label")}>
      <img className="rail-logo" src="/icon.svg" width={28} height={28} alt="" />
      <div className="rail-places">
        {places.slice(0, shown).map(({ path, label, icon: Shape }) => (
          <Tooltip key={path} label={t(label)} position="right">
            <Link
              href={path}
              className={location.startsWith(path) ? "rail-place here" : "rail-place"}
              aria-current={location.startsWith(path) ? "page" : undefined}
            >
              <Indicator disabled={path !== "/inbox" || unread === 0} size={8} offset={1} color="red">
                <Shape size={20} stroke={1.7} />
              </Indicator>
              <span>{t(label)}</span>
            </Link>
          </Tooltip>
        ))}
        {shown < places.length && <MorePlaces places={places.slice(shown)} />}
      </div>
      <Tooltip label={`${t("search.open")} · Ctrl-K`} position="right">
        <ActionIcon size={36} aria-label={t("search.open")} onClick={onSearch}>
          <IconSearch size={19} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${t("help.title")} · ?`} position="right">
        <ActionIcon size={36} className="rail-help" aria-label={t("help.title")} onClick={onHelp}>
          <IconKeyboard size={19} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <UserMenu />
    </nav>
  );
}

/** What does not fit into the bar of a phone. */
function MorePlaces({ places }: { places: Place[] }) {
  const { t } = useLanguage();
  const [location] = useLocation();
  const isHere = places.some(({ path }) => location.startsWith(path));
  return (
    <Menu position="top" width={220}>
      <Menu.Target>
        <UnstyledButton className={isHere ? "rail-place here" : "rail-place"}>
          <IconDots size={20} stroke={1.7} />
          <span>{t("nav.more")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ path, label, icon: Shape }) => (
          <Menu.Item
            key={path}
            component={Link}
            href={path}
            leftSection={<Shape size={18} stroke={1.7} />}
            aria-current={location.startsWith(path) ? "page" : undefined}
          >
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu() {
  const { t } = useLanguage();
  const me = useMe();
  const client = useQueryClient();
  const remember = (language: Locale) => {
    patch("/session", { language }).catch((error: unknown) => showProblem(t, error));
  };
  const signOut = async () => {
    try {
      await del("/session");
    } catch (error) {
      showProblem(t, error);
      return;
    }
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    client.setQueryData(keys.session, null);
  };
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <UnstyledButton className="rail-user" aria-label={t("nav.user", { name: me.name })}>
          <Face name={me.name} id={me.id} size={32} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--text)">
            {me.name}
          </Text>
          {me.login} · {me.roles.map((role) => t(`role.${role}`)).join(", ")}
        </Menu.Label>
        <div className="menu-row">
          <LanguageSwitch onChange={remember} />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
