// What is kept over restarts. Three layers: what the person chose (storage.local), what whoever looks after the machine
// has preset (storage.managed, see managed-schema.json), and the defaults. Values that make no sense count as not there.

import type { AnalyzeRequest, Flag } from "./api";
import { FLAGS } from "./flags";
import { areLooks, DEFAULT_LOOKS, type Looks } from "./looks";

export interface Pairing {
  client: string;
  token: string;
  /** The key of the server's proofs, in hex. */
  serverKey: string;
}

export type Sensitivity = NonNullable<AnalyzeRequest["sensitivity"]>;

export const SENSITIVITIES = ["strict", "balanced", "sensitive"] as const satisfies readonly Sensitivity[];

/** What can be chosen on the options page, preset, exported and imported. */
export interface Preferences {
  /** Whether sentences with this flag are marked. */
  flags: Readonly<Record<Flag, boolean>>;
  looks: Looks;
  sensitivity: Sensitivity;
  /** Whether hedges in the words of others are marked, too. */
  quotedHedges: boolean;
  /** The server's port; its host is always 127.0.0.1. */
  serverPort: number;
  /** Hosts whose pages are marked without being asked, as far as the browser lets us in there. */
  sites: readonly string[];
}

export interface Settings extends Preferences {
  /** Nothing is analysed until resumed. */
  paused: boolean;
  /** What pairing gave us. */
  pairing: Pairing | null;
}

export const DEFAULT_PORT = 8477;

export const DEFAULTS: Preferences = {
  flags: { hedged: true, anonymous_source: true, vague_attribution: true, unsourced_claim: true },
  looks: DEFAULT_LOOKS,
  sensitivity: "balanced",
  quotedHedges: false,
  serverPort: DEFAULT_PORT,
  sites: [],
};

export const PREFERENCES = Object.keys(DEFAULTS) as (keyof Preferences)[];

const VALID: { [K in keyof Preferences]: (value: unknown) => boolean } = {
  flags: (value) => FLAGS.every((flag) => typeof (value as Record<string, unknown>)?.[flag] === "boolean"),
  looks: areLooks,
  sensitivity: (value) => (SENSITIVITIES as readonly unknown[]).includes(value),
  quotedHedges: (value) => typeof value === "boolean",
  serverPort: (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 65536,
  sites: (value) => Array.isArray(value) && value.length <= 1000 && value.every(isHost),
};

/** Whether this is a host as addresses have it: lower case, no port. */
export function isHost(value: unknown): value is string {
  return typeof value === "string" && value.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value);
}

/** The preferences among `values` that make sense; everything else is left out. */
export function validPreferences(values: Readonly<Record<string, unknown>>): Partial<Preferences> {
  const kept = PREFERENCES.filter((key) => Object.hasOwn(values, key) && VALID[key](values[key]));
  return Object.fromEntries(kept.map((key) => [key, values[key]]));
}

export async function readSettings(): Promise<Settings> {
  const [own, preset] = await Promise.all([
    browser.storage.local.get([...PREFERENCES, "paused", "pairing"]),
    readPreset(),
  ]);
  return {
    ...DEFAULTS,
    ...validPreferences(preset),
    ...validPreferences(own),
    paused: typeof own.paused === "boolean" ? own.paused : preset.paused === true,
    pairing: isPairing(own.pairing) ? own.pairing : null,
  };
}

/** Firefox throws where nothing is preset. */
const readPreset = (): Promise<Record<string, unknown>> =>
  browser.storage.managed.get(null).catch(() => ({}));

export function writeSettings(changed: Partial<Settings>): Promise<void> {
  return browser.storage.local.set(changed);
}

/** Back to what is preset, or to the defaults. Pairing and pause stay. */
export function resetPreferences(): Promise<void> {
  return browser.storage.local.remove(PREFERENCES);
}

function isPairing(value: unknown): value is Pairing {
  const pairing = value as Pairing | null | undefined;
  return [pairing?.client, pairing?.token, pairing?.serverKey].every((part) => typeof part === "string");
}
