// Elements without a framework and without markup strings, so that Trusted Types and a strict CSP have nothing to forbid.

type Child = Node | string | null | undefined | false;

/** Strings become attributes, everything else a property. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, unknown>,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "string") element.setAttribute(name, value);
    else Object.assign(element, { [name]: value });
  }
  element.append(...(children.filter(Boolean) as Node[]));
  return element;
}

/** A line icon on a grid of 24. */
export function icon(shape: string) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

export const CLOSE = "M6 6l12 12M18 6L6 18";

/** Text with its web addresses as links; everything else stays text. */
export function linked(text: string) {
  return text
    .split(/(https?:\/\/[^\s<>"']*[\w/=&#-])/)
    .map((part, index) =>
      index % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part) : part,
    );
}
