// The words of an explanation: reasons are codes, _locales has their texts (made from models/reportedly-en/reasons.json).

import type { Flag } from "./api";
import { t } from "./i18n";
import type { Finding, Words } from "./messages";

/** Why one flag was raised. */
export interface Explanation {
  flag: Flag;
  title: string;
  texts: string[];
  /** How sure the model is, in words; "" when it does not tell. */
  confidence: string;
  /** What a careful reader could ask next; "" when the catalogue has no question. */
  question: string;
  /** Whether it is a mark, about which feedback can be given. */
  isMark: boolean;
}

/** From which calibrated probability on the model counts as how sure. */
const CONFIDENCES = { high: 0.9, fair: 0.75, low: 0 } as const;

/** One explanation for each flag. `text` is the block that the offsets count into. */
export function explain(
  finding: Pick<Finding, "flags" | "scores" | "reasons" | "quoted">,
  text: string,
): Explanation[] {
  const explanations = finding.flags.map((flag): Explanation => {
    const reasons = finding.reasons.filter((reason) => reason.flag === flag);
    const texts = reasons
      .map((reason) => textOf(reason.code, reason.words, text))
      .filter((said) => said !== "");
    const asked = reasons[0] ? t(`question_${reasons[0].code}`) : "";
    return {
      flag,
      title: t(`flag_${flag}`),
      // A server may be newer than the extension and know reasons that the catalogue does not.
      texts: texts.length > 0 ? [...new Set(texts)] : [t(`meaning_${flag}`)],
      confidence: confidenceOf(finding.scores[flag]),
      question: asked && t("reasons_ask", asked),
      isMark: true,
    };
  });
  if (finding.quoted.length > 0) {
    const said = t("quoted_meaning", list(finding.quoted, text));
    const rest = { texts: [said], confidence: "", question: "", isMark: false };
    explanations.push({ flag: "hedged", title: t("quoted_title"), ...rest });
  }
  return explanations;
}

function confidenceOf(score: number | undefined): string {
  if (score === undefined) return "";
  if (score >= CONFIDENCES.high) return t("confidence_high");
  return score >= CONFIDENCES.fair ? t("confidence_fair") : t("confidence_low");
}

function textOf(code: string, words: readonly Words[], text: string): string {
  const named = list(words, text);
  return named ? t(`reason_${code}`, named) : t(`reason_${code}_without_words`) || t(`reason_${code}`, "");
}

/** Words of the text in quotation marks, each once. */
function list(words: readonly Words[], text: string): string {
  const quoted = words
    .map(([start, end]) => text.slice(start, end).trim())
    .filter((word) => word !== "")
    .map((word) => t("words_open") + word + t("words_close"));
  return [...new Set(quoted)].join(t("words_between"));
}
