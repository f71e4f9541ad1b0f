// "Why is this not marked?": what is known of a sentence that carries no mark, in words.

import { make } from "../shared/dom";
import { FLAGS } from "../shared/flags";
import { t } from "../shared/i18n";
import type { Judgement, Place, Report } from "../shared/report";
import { sentenceAt, wordsOf } from "./list";

/** A score of at least this share of its threshold was a near miss. */
const NEAR = 0.6;

/** The answer for the place where the page's selection begins; null: it begins nowhere in the article. */
export function why(report: Report, place: Place | null): HTMLElement[] {
  if (!place) return [make("p", "", t("panel_why_nowhere"))];
  const sentence = sentenceAt(report, place);
  if (!sentence) return [make("p", "", t("panel_why_not_judged"))];
  const quoted = make("p", "", t("words_open") + wordsOf(report, sentence) + t("words_close"));
  if (sentence.flags.length > 0) {
    const names = sentence.flags.map((flag) => t(`flag_${flag}`)).join(t("words_between"));
    return [quoted, make("p", "", t("panel_why_marked", names))];
  }
  return [quoted, ...reasons(report, sentence).map((said) => make("p", "", said))];
}

function reasons(report: Report, sentence: Judgement): string[] {
  const { scores } = sentence;
  const { thresholds } = report;
  const passes = (label: string): boolean => (scores[label] ?? 0) >= (thresholds[label] ?? 1);
  const said: string[] = [];
  if (passes("named_source")) {
    const names = report.sources
      .filter(({ type, places }) => type === "named" && places.some((place) => isIn(place, sentence)))
      .map(({ name }) => name);
    said.push(
      names.length > 0 ? t("panel_why_named", names.join(t("words_between"))) : t("panel_why_named_before"),
    );
  } else {
    said.push(t("panel_why_plain"));
  }
  const near = FLAGS.filter((flag) => (scores[flag] ?? 0) >= NEAR * (thresholds[flag] ?? 1));
  for (const flag of near) said.push(t("panel_why_near", t(`flag_${flag}`)));
  if (near.length === 0) said.push(t("panel_why_far"));
  return said;
}

const isIn = (place: Place, { block, start, end }: Judgement): boolean =>
  place.block === block && start <= place.start && place.start < end;
