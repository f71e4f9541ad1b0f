// What counts as a character when texts are compared and sent: runs of white space are one space, and characters that
// only tell the browser where to break a line are nothing.

const NOTHING = /[\u00AD\u200B\u2060\uFEFF]+/g;
const NEITHER = /[\s\u00AD\u200B\u2060\uFEFF]+/g;
const SEEN = /[^\s\u00AD\u200B\u2060\uFEFF]+/g;

/** The text without white space and break hints: what is compared. */
export function bare(text: string): string {
  return text.replace(NEITHER, "");
}

/** Where the characters of `bare` stand in the text: runs, half-open, in UTF-16 units. */
export function* runsOf(text: string): Generator<[from: number, to: number]> {
  for (const { 0: run, index } of text.matchAll(SEEN)) yield [index, index + run.length];
}

/** Whether what stands between two runs separates them: a break hint alone does not. */
export function isSpace(between: string): boolean {
  return between === " " || between.replace(NOTHING, "") !== "";
}
