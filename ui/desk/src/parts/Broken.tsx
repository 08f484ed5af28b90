/** Shown when a page breaks: nothing written is lost, and a reload brings the newest version. */
import { Button } from "@mantine/core";
import { IconMoodSad } from "@tabler/icons-react";
import { Component, type ReactNode } from "react";
import { useLanguage } from "../i18n/index.ts";
import { Empty } from "./Empty.tsx";

export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useLanguage();
  return (
    <main className="whole-page">
      <Empty icon={IconMoodSad} title={t("broken.title")} hint={t("broken.hint")}>
        <Button mt="sm" onClick={() => location.reload()}>
          {t("broken.reload")}
        </Button>
      </Empty>
    </main>
  );
}
