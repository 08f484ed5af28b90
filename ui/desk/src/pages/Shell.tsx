/** The signed-in frame: rail, offline bar, search, help, and the page that the address names. */
import { VisuallyHidden } from "@mantine/core";
import { Suspense, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useShortcuts } from "../keys/shortcuts.ts";
import { sweepDrafts } from "../live/drafts.ts";
import { LiveProvider } from "../live/LiveProvider.tsx";
import { useMe } from "../live/queries.ts";
import { prepareRing } from "../live/ring.ts";
import { onAnnouncement } from "../parts/announce.ts";
import { NoticeBar } from "../today/Notices.tsx";
import { OfflineBar } from "../parts/OfflineBar.tsx";
import { SearchBox } from "../parts/SearchBox.tsx";
import { ShortcutHelp } from "../parts/ShortcutHelp.tsx";
import { OfferCards } from "../desk/OfferCard.tsx";
import { Softphone } from "../desk/Softphone.tsx";
import { NavRail } from "./NavRail.tsx";
import { PLACES } from "./places.ts";
import { Rows } from "./ShellSkeleton.tsx";
import { DialogsProvider } from "../parts/dialogs.tsx";

export function Shell() {
  return (
    <LiveProvider>
      <DialogsProvider>
        <Frame />
      </DialogsProvider>
    </LiveProvider>
  );
}

function Frame() {
  const me = useMe();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  useEffect(prepareRing, []);
  useEffect(() => sweepDrafts(localStorage, Date.now()), []);
  const closeSearch = useCallback(() => setSearching(false), []);
  useShortcuts({
    "Ctrl-k": () => setSearching(true),
    "?": () => setHelping(true),
  });
  return (
    <div className="shell">
      <NavRail onSearch={() => setSearching(true)} onHelp={() => setHelping(true)} />
      <main className="page">
        <OfflineBar />
        <NoticeBar />
        <Suspense fallback={<Rows count={8} height={36} />}>
          <Switch>
            {PLACES.map(({ path, below = "", page: Page }) => (
              <Route key={path} path={path + below}>
                <Page />
              </Route>
            ))}
            <Route>
              <Redirect to={me.agent_id ? "/inbox" : "/live"} replace />
            </Route>
          </Switch>
        </Suspense>
      </main>
      <OffersAfloat />
      <Announcements />
      <Title />
      <Softphone />
      <SearchBox opened={searching} onClose={closeSearch} />
      <ShortcutHelp opened={helping} onClose={() => setHelping(false)} />
    </div>
  );
}

/** Offers find their agent on every page; on the inbox they have a place of their own. */
function OffersAfloat() {
  const [path] = useLocation();
  const me = useMe();
  if (!me.agent_id || path.startsWith("/inbox")) return null;
  return (
    <div className="offers-afloat">
      <OfferCards />
    </div>
  );
}

function Announcements() {
  const [text, setText] = useState("");
  useEffect(() => onAnnouncement(setText), []);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}

/** Going to another page puts the focus where its content starts, for keyboards and screen readers. */
function Title() {
  const [path] = useLocation();
  useEffect(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>("main")?.focus();
  }, [path]);
  return null;
}
