// Words for people: everything shown comes from _locales through here.

import type { Problem } from "./problems";

/** The message `key`, or "" where the catalogue has none. */
export function t(key: string, ...substitutions: (string | number)[]): string {
  return browser.i18n.getMessage(key, substitutions.map(String));
}

/** The language of the messages: the browser's, or English where there are none in that. */
export const language = (): string => t("language");

/** Puts the messages into a page of ours whose texts name them as the manifest does. */
export function fillIn(root: Node): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode() as Text | null; node; node = texts.nextNode() as Text | null) {
    node.data = node.data.replace(/__MSG_(\w+)__/, (_, key: string) => t(key));
  }
}

/** A message for one or for many: `key_one` or `key_other`; the number is its first substitution. */
export function tCount(key: string, count: number, ...more: (string | number)[]): string {
  const form = new Intl.PluralRules(language()).select(count) === "one" ? "one" : "other";
  return t(`${key}_${form}`, count, ...more);
}

/** The title of a problem and what can be done about it. */
export function tellProblem(problem: Problem): { title: string; help: string } {
  const detail = problem.code === "other_language" ? languageName(problem.detail) : (problem.detail ?? "");
  return {
    title: t(`problem_${problem.code}`, detail),
    help: t(`problem_${problem.code}_help`, detail),
  };
}

function languageName(code: string | undefined): string {
  if (!code || code === "und") return t("language_unknown");
  try {
    const names = new Intl.DisplayNames([language()], { type: "language" });
    return names.of(code) ?? t("language_unknown");
  } catch {
    return t("language_unknown");
  }
}
