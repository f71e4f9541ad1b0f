// The findings of a page as a text to copy or a file to save. Markup in the article's words comes out as text.

import { explain } from "../shared/explain";
import { FLAGS } from "../shared/flags";
import { language, t } from "../shared/i18n";
import type { Judgement, Report } from "../shared/report";
import { found, wordsOf } from "./list";

export interface Format {
  name: string;
  extension: string;
  type: string;
  text(report: Report): string;
}

export const FORMATS: readonly Format[] = [
  { name: "Markdown", extension: "md", type: "text/markdown", text: markdown },
  { name: "HTML", extension: "html", type: "text/html", text: html },
  { name: "CSV", extension: "csv", type: "text/csv", text: csv },
  { name: "JSON", extension: "json", type: "application/json", text: json },
  { name: "W3C Web Annotation", extension: "jsonld", type: "application/ld+json", text: annotations },
];

interface Row {
  sentence: Judgement;
  words: string;
  flags: string[];
  why: string[];
}

function rows(report: Report): Row[] {
  return found(report, FLAGS).map((sentence) => {
    const explained = explain({ ...sentence, quoted: [] }, report.texts[sentence.block] ?? "");
    return {
      sentence,
      words: wordsOf(report, sentence),
      flags: explained.map(({ title }) => title),
      why: explained.flatMap(({ texts }) => texts),
    };
  });
}

function markdown(report: Report): string {
  // What means something in Markdown, and what HTML in it would mean.
  const plain = (text: string): string =>
    text.replaceAll(/[\\`*_{}[\]()#+!|<>&~-]/g, "\\$&").replaceAll(/\s+/g, " ");
  const items = rows(report).map(
    ({ words, flags, why }) =>
      `- **${flags.map(plain).join(", ")}**: ${plain(words)}\n  ${why.map(plain).join(" ")}`,
  );
  const sources = report.sources.map(
    ({ name, type, places }) =>
      `- ${plain(name || t("panel_nobody"))} (${t(`panel_type_${type}`)}): ${places.length}`,
  );
  return [
    `# ${plain(report.title)}`,
    plain(report.url),
    `## ${t("panel_findings")}`,
    items.join("\n"),
    `## ${t("panel_ledger")}`,
    sources.join("\n"),
    t("reasons_note"),
    "",
  ].join("\n\n");
}

function html(report: Report): string {
  const plain = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const list = (items: string[]): string =>
    `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
  const items = rows(report).map(
    ({ words, flags, why }) =>
      `<strong>${plain(flags.join(", "))}</strong>: <q>${plain(words)}</q><br>${plain(why.join(" "))}`,
  );
  const sources = report.sources.map(
    ({ name, type, places }) =>
      `${plain(name || t("panel_nobody"))} (${plain(t(`panel_type_${type}`))}): ${places.length}`,
  );
  return `<!doctype html>
<html lang="${plain(language())}">
<meta charset="utf-8">
<title>${plain(report.title)}</title>
<h1>${plain(report.title)}</h1>
<p>${plain(report.url)}</p>
<h2>${plain(t("panel_findings"))}</h2>
${list(items)}
<h2>${plain(t("panel_ledger"))}</h2>
${list(sources)}
<p>${plain(t("reasons_note"))}</p>
</html>
`;
}

function csv(report: Report): string {
  const cell = (text: string): string => {
    // A spreadsheet would take it for a formula.
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const lines = rows(report).map(({ sentence, words, flags, why }) =>
    [words, flags.join("; "), why.join(" "), sentence.block, String(sentence.start), String(sentence.end)]
      .map(cell)
      .join(","),
  );
  return ["sentence,flags,why,block,start,end", ...lines, ""].join("\r\n");
}

function json(report: Report): string {
  const { title, url, sources, thresholds } = report;
  const sentences = report.sentences.map((s) => ({ ...s, text: wordsOf(report, s) }));
  return `${JSON.stringify({ title, url, offsets: "utf-16", thresholds, sentences, sources }, null, 2)}\n`;
}

/** https://www.w3.org/TR/annotation-model/: a sentence is told by its words and those around it. */
function annotations(report: Report): string {
  const items = rows(report).map(({ sentence, words, flags, why }, n) => {
    const text = report.texts[sentence.block] ?? "";
    return {
      id: `${report.url}#reportedly-${n + 1}`,
      type: "Annotation",
      motivation: "assessing",
      body: [
        ...flags.map((value) => ({ type: "TextualBody", purpose: "tagging", value })),
        { type: "TextualBody", purpose: "commenting", format: "text/plain", value: why.join(" ") },
      ],
      target: {
        source: report.url,
        selector: {
          type: "TextQuoteSelector",
          exact: words,
          prefix: text.slice(Math.max(0, sentence.start - 32), sentence.start),
          suffix: text.slice(sentence.end, sentence.end + 32),
        },
      },
    };
  });
  const context = "http://www.w3.org/ns/anno.jsonld";
  const page = { type: "AnnotationPage", startIndex: 0, items };
  return `${JSON.stringify({ "@context": context, type: "AnnotationCollection", total: items.length, first: page }, null, 2)}\n`;
}
