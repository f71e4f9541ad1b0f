// What counts as a character when texts are compared and sent: runs of white space are one space, and characters that
// only tell the browser where to break a line are nothing.

const SPACE = /\s/;
const NOTHING = /[\u00AD\u200B\u2060\uFEFF]/;
const NEITHER = /[\s\u00AD\u200B\u2060\uFEFF]+/g;

export type Kind = "letter" | "space" | "nothing";

/** What a UTF-16 code unit counts as; "letter" is everything that is seen. */
export function kindOf(unit: string): Kind {
  if (NOTHING.test(unit)) return "nothing";
  return SPACE.test(unit) ? "space" : "letter";
}

/** The text without white space and break hints: what is compared. */
export function bare(text: string): string {
  return text.replace(NEITHER, "");
}
