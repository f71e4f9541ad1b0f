// What counts as a character when texts are compared and sent: runs of white space are one space, and characters that
// only tell the browser where to break a line are nothing.

const NOTHING = /[\u00AD\u200B\u2060\uFEFF]+/g;
const NEITHER = /[\s\u00AD\u200B\u2060\uFEFF]+/g;
const WORD = /[^\s\u00AD\u200B\u2060\uFEFF]+/g;
const RUN = /[^\s\u00AD\u200B\u2060\uFEFF]+(?: [^\s\u00AD\u200B\u2060\uFEFF]+)*/g;

/** The text without white space and break hints: what is compared. */
export function bare(text: string): string {
  return text.replace(NEITHER, "");
}

/** Where what is seen stands in the text: runs with single spaces at most, half-open, in UTF-16 units. */
export function* runsOf(text: string, start: number, end: number): Generator<[from: number, to: number]> {
  for (const { 0: run, index } of text.slice(start, end).matchAll(RUN))
    yield [start + index, start + index + run.length];
}

/** Where character number `at` of the bare text stands in the text, in UTF-16 units. */
export function unbare(text: string, at: number): number {
  let left = at;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (left < word.length) return index + left;
    left -= word.length;
  }
  return text.length;
}

/** Whether what stands between two runs separates them: a break hint alone does not. */
export function isSpace(between: string): boolean {
  return between === " " || between.replace(NOTHING, "") !== "";
}
