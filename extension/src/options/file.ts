// The settings as a file: what can be chosen, and nothing that is secret or of this moment.

import { PREFERENCES, type Preferences, validPreferences } from "../shared/settings";

const FORMAT = 1;

/** The text of the file. Neither the pairing nor the pause is in it. */
export function toFile(settings: Preferences): string {
  const chosen = Object.fromEntries(PREFERENCES.map((key) => [key, settings[key]]));
  return `${JSON.stringify({ reportedlySettings: FORMAT, ...chosen }, null, 2)}\n`;
}

/** The preferences in a file's text; null when it is no file of settings, or one of them makes no sense. */
export function fromFile(text: string): Partial<Preferences> | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read !== "object" || read === null) return null;
  const values = read as Record<string, unknown>;
  if (values.reportedlySettings !== FORMAT) return null;
  const preferences = validPreferences(values);
  const named = PREFERENCES.filter((key) => Object.hasOwn(values, key));
  return named.every((key) => key in preferences) ? preferences : null;
}
