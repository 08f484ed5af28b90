/** A mail's HTML in a sandboxed frame without scripts, as tall as its content, images on request. */
import { Button } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Message } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";

const LOWEST_PX = 40;
/** Used when the frame does not let itself be measured. */
const FALLBACK_PX = 360;

export function MailFrame({ message }: { message: Message }) {
  const { t } = useLanguage();
  const [withImages, setWithImages] = useState(false);
  const [hasRemote, setHasRemote] = useState(false);
  const [height, setHeight] = useState(LOWEST_PX);
  const frame = useRef<HTMLIFrameElement>(null);
  const source = `${message.html_url ?? ""}${withImages ? "?images=1" : ""}`;

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let follow: ResizeObserver | undefined;
    const fit = () => {
      const page = element.contentDocument;
      if (!page?.body) {
        setHeight(FALLBACK_PX);
        return;
      }
      setHasRemote(page.querySelector("[data-blocked-src]") !== null);
      const measure = () =>
        setHeight(Math.max(LOWEST_PX, Math.ceil(page.documentElement.getBoundingClientRect().height)));
      follow = new ResizeObserver(measure);
      follow.observe(page.documentElement);
      measure();
    };
    element.addEventListener("load", fit);
    if (element.contentDocument?.readyState === "complete" && element.contentDocument.URL !== "about:blank")
      fit();
    return () => {
      element.removeEventListener("load", fit);
      follow?.disconnect();
    };
  }, [source]);

  return (
    <div className="mail-frame">
      {/* No scripts can run in it; same-origin only lets this page measure it. */}
      <iframe
        ref={frame}
        src={source}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        title={message.subject || t("message.mail")}
        style={{ height }}
        loading="lazy"
      />
      {!withImages && hasRemote && (
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconPhoto size={13} />}
          onClick={() => setWithImages(true)}
        >
          {t("message.showImages")}
        </Button>
      )}
    </div>
  );
}
