// What the popup shows, as the background left it in storage.

import {
  CONNECTION_KEY,
  type ConnectionState,
  PAIRING_KEY,
  type PairingState,
  type TabState,
  tabKey,
} from "../shared/messages";
import { readSettings, type Settings } from "../shared/settings";
import { hostOf, isAllowed } from "../shared/sites";

export interface Shown {
  settings: Omit<Settings, "pairing">;
  /** Where the page is from; null when it is no page of the web, or the browser does not tell. */
  site: { host: string; automatic: boolean } | null;
  connection: ConnectionState;
  pairing: PairingState | null;
  tab: TabState | null;
}

export async function readShown(tab: number | null): Promise<Shown> {
  const key = tabKey(tab ?? -1);
  const [{ pairing: _, ...settings }, stored, host] = await Promise.all([
    readSettings(),
    browser.storage.session.get([CONNECTION_KEY, PAIRING_KEY, key]),
    hostOfTab(tab),
  ]);
  return {
    settings,
    site:
      host === null ? null : { host, automatic: settings.sites.includes(host) && (await isAllowed(host)) },
    connection: (stored[CONNECTION_KEY] as ConnectionState | undefined) ?? { phase: "checking" },
    pairing: (stored[PAIRING_KEY] as PairingState | undefined) ?? null,
    tab: (stored[key] as TabState | undefined) ?? null,
  };
}

/** The browser tells the address because opening the popup let us into the page. */
async function hostOfTab(tab: number | null): Promise<string | null> {
  if (tab === null) return null;
  const { url } = await browser.tabs.get(tab).catch(() => ({ url: undefined }));
  return hostOf(url);
}
