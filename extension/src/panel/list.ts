// The findings and the ledger as lists: what the marks show in the page, for reading without looking at it.

import type { Flag } from "../shared/api";
import { button, make } from "../shared/dom";
import { explain } from "../shared/explain";
import { FLAGS, SHORT } from "../shared/flags";
import { t, tCount } from "../shared/i18n";
import type { Judgement, Place, Report, Source } from "../shared/report";

/** Goes to a sentence in the page. */
export type Jump = (sentence: Judgement) => void;

const SHOWN_PLACES = 30;

/** The sentence's own words. */
export const wordsOf = (report: Report, { block, start, end }: Judgement): string =>
  (report.texts[block] ?? "").slice(start, end).trim();

/** The marked sentences with at least one of `flags`, in reading order. */
export const found = (report: Report, flags: readonly Flag[]): Judgement[] =>
  report.sentences.filter((sentence) => sentence.flags.some((flag) => flags.includes(flag)));

export function findingRows(report: Report, flags: readonly Flag[], jump: Jump): HTMLElement[] {
  return found(report, flags).map((sentence, n) => {
    const text = report.texts[sentence.block] ?? "";
    const row = make("li", "");
    const go = button(`finding-${n}`, wordsOf(report, sentence), () => jump(sentence), "sentence");
    go.title = t("panel_jump");
    row.append(go);
    const shown = sentence.flags.filter((flag) => flags.includes(flag));
    for (const { flag, title, texts, question } of explain({ ...sentence, flags: shown, quoted: [] }, text)) {
      const heading = make("h3", "");
      heading.append(make("span", `sample ${SHORT[flag]}`, title));
      row.append(heading, ...texts.map((said) => make("p", "", said)));
      if (question) row.append(make("p", "soft", question));
    }
    return row;
  });
}

/** The switches of the list; they change what is listed, not what is marked. */
export function filters(
  report: Report,
  on: ReadonlySet<Flag>,
  change: (flag: Flag, on: boolean) => void,
): HTMLElement[] {
  return FLAGS.map((flag) => {
    const box = make("input", "");
    box.type = "checkbox";
    box.id = `filter-${flag}`;
    box.checked = on.has(flag);
    box.addEventListener("change", () => change(flag, box.checked));
    const label = make("label", "choice", box);
    label.append(make("span", "", `${t(`flag_${flag}`)} (${found(report, [flag]).length})`));
    return label;
  });
}

/** Who the article rests on, those with most sentences first. */
export function ledger(report: Report, jump: Jump): HTMLElement[] {
  const sorted = [...report.sources].sort((a, b) => b.places.length - a.places.length);
  return sorted.map((source, n) => {
    const count = make("span", "count", tCount("panel_sentences", source.places.length));
    const title = make("h3", "", source.name || t("panel_nobody"), count);
    const row = make("div", "who", title, make("p", "soft", t(`panel_type_${source.type}`)));
    row.append(make("div", "places", ...jumps(report, source, n, jump)));
    return row;
  });
}

function jumps(report: Report, source: Source, n: number, jump: Jump): HTMLElement[] {
  return source.places.slice(0, SHOWN_PLACES).flatMap((place, k) => {
    const sentence = sentenceAt(report, place);
    if (!sentence) return [];
    const go = button(`source-${n}-${k}`, String(k + 1), () => jump(sentence));
    go.title = wordsOf(report, sentence);
    go.ariaLabel = t("panel_jump_to", source.name || t("panel_nobody"), k + 1);
    return [go];
  });
}

/** The judged sentence at a place, or the last one that begins before it in its block. */
export function sentenceAt(report: Report, { block, start }: Place): Judgement | undefined {
  return report.sentences.findLast((s) => s.block === block && s.start <= start && start < s.end);
}
