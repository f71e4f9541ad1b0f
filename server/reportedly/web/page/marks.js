// Showing an analysis: the article with its marks, the explanation of the sentence in hand, the ledger of sources.

import { count, make } from "./dom.js";

const FLAGS = ["hedged", "anonymous_source", "vague_attribution", "unsourced_claim"];
const TYPES = { named: "named", anonymous: "anonymous_source", vague: "vague_attribution" };
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const TYPE_NAMES = { named: "Named", anonymous: "Not named", vague: "Vague" };

/**
 * Fills `place` with an analysed article.
 * `article`: {blocks, sentences, sources, summary}, offsets in UTF-16. `legend`: the flags' titles.
 */
export function show(place, article, legend) {
  const panel = make("aside", "why");
  panel.setAttribute("aria-label", "Explanation");
  panel.setAttribute("aria-live", "polite");
  const explain = (element, sentence) => {
    for (const old of place.querySelectorAll(".in-hand")) old.classList.remove("in-hand");
    element.classList.add("in-hand");
    panel.replaceChildren(...explanation(sentence, legend));
  };
  panel.append(
    make("p", "hint", "Point at a marked sentence, or reach it with the Tab key, to see why it is marked."),
  );

  const elements = article.sentences.map((sentence) =>
    sentenceElement(sentence, textOf(article, sentence), explain),
  );
  const text = make("div", "text");
  for (const block of article.blocks) text.append(paragraph(block, article.sentences, elements));
  const right = make("div", "side", panel, ledger(article, elements));
  place.replaceChildren(summary(article.summary), make("div", "columns", text, right));
}

const textOf = (article, sentence) => article.blocks.find((block) => block.id === sentence.block).text;

function paragraph(block, sentences, elements) {
  const element = make("p");
  let at = 0;
  sentences.forEach((sentence, n) => {
    if (sentence.block !== block.id) return;
    element.append(block.text.slice(at, sentence.start), elements[n]);
    at = sentence.end;
  });
  element.append(block.text.slice(at));
  return element;
}

function sentenceElement(sentence, text, explain) {
  const element = make("span", "sentence");
  const flags = FLAGS.filter((flag) => sentence.flags.includes(flag));
  if (flags.length === 0) {
    element.append(text.slice(sentence.start, sentence.end));
    element.tabIndex = -1;
    return element;
  }
  // One line for each flag, each under the one before.
  let inner = element;
  flags.forEach((flag, n) => {
    const line = make("span", `line ${flag} level-${n}`);
    inner.append(line);
    inner = line;
  });
  inner.append(...pieces(sentence, text, flags));
  element.classList.add("marked", `tint-${flags[0]}`);
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  for (const event of ["focus", "pointerenter", "click"]) {
    element.addEventListener(event, () => explain(element, sentence));
  }
  return element;
}

/** The sentence's text, with the words that carry the marks made stronger. */
function pieces(sentence, text, flags) {
  const strong = sentence.spans.flatMap((span) => {
    if (span.kind === "hedge_cue" && flags.includes("hedged")) return [{ ...span, flag: "hedged" }];
    if (span.kind !== "source" && span.kind !== "cue") return [];
    const source = sentence.spans.find((s) => s.kind === "source" && s.attribution === span.attribution);
    const flag =
      TYPES[source?.source_type] ?? flags.find((f) => f === "anonymous_source" || f === "vague_attribution");
    return flags.includes(flag) ? [{ ...span, flag }] : [];
  });
  strong.sort((a, b) => a.start - b.start);
  const found = [];
  let at = sentence.start;
  for (const span of strong) {
    if (span.start < at) continue; // Overlapping words are shown once.
    found.push(
      text.slice(at, span.start),
      make("span", `words words-${span.flag}`, text.slice(span.start, span.end)),
    );
    at = span.end;
  }
  return [...found, text.slice(at, sentence.end)];
}

function explanation(sentence, legend) {
  return FLAGS.filter((flag) => sentence.flags.includes(flag)).flatMap((flag) => [
    make("h3", `flag-title flag-${flag}`, legend[flag]?.title ?? flag),
    make("p", "", sentence.explanations[flag] ?? ""),
  ]);
}

function summary(numbers) {
  const { named, anonymous, vague, none } = numbers.attributed;
  const parts = [
    ["named", named, "on named sources"],
    ["anonymous", anonymous, "on sources that are not named"],
    ["vague", vague, "on nobody in particular"],
    ["none", none, "on no source"],
  ];
  const bar = make("div", "bar");
  bar.setAttribute("aria-hidden", "true");
  for (const [type, number] of parts) {
    if (number === 0) continue;
    const part = make("span", `part-${type}`);
    part.style.flexGrow = number;
    bar.append(part);
  }
  const list = make("ul", "counts");
  for (const [type, number, words] of parts) {
    list.append(
      make("li", "", make("span", `swatch part-${type}`), make("strong", "", String(number)), ` ${words}`),
    );
  }
  const lead = `${count(numbers.sentences, "sentence")}, ${numbers.flagged} marked. They rest:`;
  return make("div", "summary", make("p", "", lead), bar, list);
}

function ledger(article, elements) {
  const list = make("ul");
  for (const source of article.sources) {
    const name = source.name === "" ? "nobody in particular" : source.name;
    const jump = make("button", "source", name);
    jump.type = "button";
    let next = 0;
    jump.addEventListener("click", () => {
      const element = elements[source.sentences[next % source.sentences.length]];
      next += 1;
      element.focus();
      element.scrollIntoView({ block: "center", behavior: STILL.matches ? "auto" : "smooth" });
    });
    const about = `${TYPE_NAMES[source.type]}, ${count(source.sentences.length, "sentence")}`;
    list.append(
      make("li", "", make("span", `swatch part-${source.type}`), jump, make("span", "about", about)),
    );
  }
  const title = make("h3", "", "Who the article rests on");
  if (article.sources.length === 0) list.append(make("li", "", "Nobody."));
  return make("section", "ledger", title, list);
}
