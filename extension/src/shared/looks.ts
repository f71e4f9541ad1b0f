// How marks look: for each flag a colour and a line. The palette's colours come in pairs, for dark text on a light ground
// and the reverse, each with a contrast of at least 4.5 to its ground; the lines stay apart without any colour.

import type { Flag } from "./api";
import { FLAGS, QUOTED, SHORT, sentenceName, tintName, wordsName } from "./flags";

/** [on a light ground, on a dark one]. */
export const COLOURS = {
  blue: ["#1d63a8", "#83bdf5"],
  orange: ["#b0480b", "#f5a870"],
  purple: ["#85429a", "#d8a2e8"],
  green: ["#0a7358", "#63d2ad"],
  red: ["#a6211a", "#ff9a90"],
  pink: ["#a8246f", "#f79ac6"],
  olive: ["#6b5d00", "#d6c75a"],
  grey: ["#4a5160", "#c3c8d0"],
} as const satisfies Record<string, readonly [string, string]>;

/** Each line with the thickness at which it can be told from the others. Solid is kept for sentences with several flags. */
export const LINES = { wavy: "1.5px", dashed: "2px", dotted: "3px", double: "1px" } as const;

export type Colour = keyof typeof COLOURS;
export type Line = keyof typeof LINES;

export interface Look {
  colour: Colour;
  line: Line;
}

export type Looks = Readonly<Record<Flag, Look>>;

/** What marks.css and marks-dark.css draw. */
export const DEFAULT_LOOKS: Looks = {
  hedged: { colour: "blue", line: "wavy" },
  anonymous_source: { colour: "orange", line: "dashed" },
  vague_attribution: { colour: "purple", line: "dotted" },
  unsourced_claim: { colour: "green", line: "double" },
};

/** The looks after `flag` has got `value`: whichever flag had it takes the old one, so that no two are ever alike. */
export function withLook<K extends keyof Look>(looks: Looks, flag: Flag, key: K, value: Look[K]): Looks {
  const had = FLAGS.find((other) => looks[other][key] === value);
  const changed: Record<Flag, Look> = { ...looks };
  if (had) changed[had] = { ...looks[had], [key]: looks[flag][key] };
  changed[flag] = { ...looks[flag], [key]: value };
  return changed;
}

/** Whether these are looks, each with a colour and a line of its own. */
export function areLooks(value: unknown): value is Looks {
  const looks = value as Partial<Record<Flag, Partial<Look> | null>> | null | undefined;
  const apart = (parts: unknown[], known: object): boolean =>
    parts.every((part) => typeof part === "string" && Object.hasOwn(known, part)) &&
    new Set(parts).size === FLAGS.length;
  return (
    typeof looks === "object" &&
    apart(
      FLAGS.map((flag) => looks?.[flag]?.colour),
      COLOURS,
    ) &&
    apart(
      FLAGS.map((flag) => looks?.[flag]?.line),
      LINES,
    )
  );
}

/** The rules to put into a page after marks.css (and marks-dark.css); "" where those are right as they stand. */
export function lookRules(looks: Looks, dark: boolean): string {
  return FLAGS.map((flag) => {
    const { colour, line } = looks[flag];
    const usual = DEFAULT_LOOKS[flag];
    if (colour === usual.colour && line === usual.line) return "";
    const short = SHORT[flag];
    const rule = (name: string, style: string): string => `::highlight(${name}) { ${style} }`;
    const lined = [sentenceName(short), ...(flag === "hedged" ? [QUOTED] : [])];
    const coloured = (medium: string, own: string, tint: number, words: number): string[] => [
      `@media ${medium} and (forced-colors: none) {`,
      ...lined.map((name) => rule(name, `text-decoration-color: ${own};`)),
      rule(tintName(short), `background-color: color-mix(in srgb, ${own} ${tint}%, transparent);`),
      rule(wordsName(short), `background-color: color-mix(in srgb, ${own} ${words}%, transparent);`),
      "}",
    ];
    const [onLight, onDark] = COLOURS[colour];
    return [
      ...[...lined, wordsName(short)].map((name) =>
        rule(name, `text-decoration-style: ${line}; text-decoration-thickness: ${LINES[line]};`),
      ),
      ...coloured("all", onLight, 8, 22),
      // Paper is white whatever the page is.
      ...(dark ? coloured("screen", onDark, 13, 28) : []),
    ].join("\n");
  })
    .filter(Boolean)
    .join("\n");
}

/** Tells an element of the extension's own (a page of ours, the tooltip) the looks, as custom properties. */
export function wearLooks(element: HTMLElement, looks: Looks): void {
  for (const flag of FLAGS) {
    const { colour, line } = looks[flag];
    const short = SHORT[flag];
    element.style.setProperty(`--${short}`, `light-dark(${COLOURS[colour].join(", ")})`);
    element.style.setProperty(`--${short}-line`, line);
    element.style.setProperty(`--${short}-thickness`, LINES[line]);
  }
}
