/** A part of the first screen of the day: its name, how many, and what to say when there is nothing. */
import { IconChecklist } from "@tabler/icons-react";
import type { ReactNode } from "react";

export function Panel({
  title,
  count = 0,
  more,
  className = "",
  children,
}: {
  title: string;
  count?: number;
  more?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`today-panel ${className}`} aria-label={title}>
      <div className="part-head">
        <h2>
          {title}
          {count > 0 && <span className="today-count">{count}</span>}
        </h2>
        {more && <span className="part-more">{more}</span>}
      </div>
      {children}
    </section>
  );
}

export function Quiet({ icon, text }: { icon?: ReactNode; text: string }) {
  return (
    <p className="today-quiet">
      {icon ?? <IconChecklist size={18} aria-hidden />}
      {text}
    </p>
  );
}
