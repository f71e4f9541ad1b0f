// The picture of the summary: which share of the article rests on whom. Every part has a pattern and a number: the
// colour is never what tells them apart.

import type { Attributed } from "../shared/api";
import { make } from "../shared/dom";
import { t } from "../shared/i18n";

const SVG = "http://www.w3.org/2000/svg";
const PARTS = ["named", "anonymous", "vague", "none"] as const;

type Part = (typeof PARTS)[number];

/** The bar and its legend; nothing where no sentence was judged. */
export function share(attributed: Attributed | null): Node[] {
  const total = attributed ? PARTS.reduce((sum, part) => sum + attributed[part], 0) : 0;
  if (!attributed || total === 0) return [];
  const said = PARTS.map((part) => `${t(`panel_share_${part}`)}: ${attributed[part]}`).join(", ");
  const bar = svg("svg", { class: "bar", role: "img", "aria-label": said, preserveAspectRatio: "none" });
  bar.append(patterns());
  let x = 0;
  for (const part of PARTS) {
    const width = (100 * attributed[part]) / total;
    if (width > 0) bar.append(...filled(part, `${x}%`, `${width}%`));
    x += width;
  }
  const rows = PARTS.map((part) => {
    const sample = svg("svg", { "aria-hidden": "true", class: "bar" });
    sample.append(...filled(part, "0", "100%"));
    const count = make("span", "count", String(attributed[part]));
    const row = make("li", "", t(`panel_share_${part}`), count);
    row.prepend(sample);
    return row;
  });
  return [bar, make("ul", "share", ...rows)];
}

function filled(part: Part, x: string, width: string): SVGElement[] {
  const place = { x, y: "0", width, height: "100%" };
  const ground = svg("rect", { ...place, class: part === "named" ? "part-named" : "ground" });
  return part === "anonymous" || part === "vague"
    ? [ground, svg("rect", { ...place, fill: `url(#pattern-${part})` })]
    : [ground];
}

function patterns(): SVGElement {
  const defs = svg("defs", {});
  const stripes = svg("pattern", {
    id: "pattern-anonymous",
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
  });
  stripes.append(svg("path", { d: "M-1 1l2-2M0 6L6 0M5 7l2-2", class: "stroke" }));
  const dots = svg("pattern", {
    id: "pattern-vague",
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
  });
  dots.append(svg("circle", { cx: "3", cy: "3", r: "1.4", class: "dot" }));
  defs.append(stripes, dots);
  return defs;
}

function svg(tag: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
