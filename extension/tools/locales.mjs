// The messages of one language: the interface's own (_locales) and the texts of flags and reasons, which live in one
// place for server and extension, models/reportedly-en/reasons.json.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where each language has the texts of flags and reasons. */
const CATALOGUES = {
  en: ["..", "models", "reportedly-en", "reasons.json"],
  de: ["_locales", "de", "reasons.json"],
};
export const LOCALES = Object.keys(CATALOGUES);

/** All messages of a language, as the browsers want them. Throws where a key would be there twice. */
export async function messages(extension, locale) {
  const own = JSON.parse(await readFile(join(extension, "_locales", locale, "messages.json"), "utf8"));
  const catalogue = JSON.parse(await readFile(join(extension, ...CATALOGUES[locale]), "utf8"));
  const made = ofCatalogue(catalogue);
  const twice = Object.keys(made).filter((key) => key in own);
  if (twice.length > 0)
    throw new Error(`_locales/${locale} has keys that reasons.json gives: ${twice.join(", ")}`);
  return { ...own, ...made };
}

/** reasons.json as messages: flag_*, meaning_*, reason_*, reason_*_without_words, question_*, reasons_*, words_*. */
export function ofCatalogue({ note, ask, words, flags, reasons }) {
  const made = {
    reasons_note: message(note),
    reasons_ask: message(ask),
    words_open: message(words.open),
    words_close: message(words.close),
    words_between: message(words.between),
  };
  for (const [flag, { title, meaning }] of Object.entries(flags)) {
    made[`flag_${flag}`] = message(title);
    made[`meaning_${flag}`] = message(meaning);
  }
  for (const [code, { text, text_without_words, question }] of Object.entries(reasons)) {
    made[`reason_${code}`] = message(text);
    if (text_without_words) made[`reason_${code}_without_words`] = message(text_without_words);
    if (question) made[`question_${code}`] = message(question);
  }
  return made;
}

/** A text with at most one kind of {place} as a message whose placeholder takes the first substitution. */
function message(text) {
  const places = [...new Set(text.match(/\{(\w+)\}/g) ?? [])].map((place) => place.slice(1, -1));
  if (places.length > 1) throw new Error(`more than one kind of place in ${JSON.stringify(text)}`);
  const escaped = text.replaceAll("$", "$$$$").replaceAll(/\{(\w+)\}/g, "$$$1$$");
  if (places.length === 0) return { message: escaped };
  return { message: escaped, placeholders: { [places[0]]: { content: "$1" } } };
}
