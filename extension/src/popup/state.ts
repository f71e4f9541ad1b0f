// What the popup shows, as the background left it in storage.

import {
  CONNECTION_KEY,
  type ConnectionState,
  PAIRING_KEY,
  type PairingState,
  type TabState,
  tabKey,
} from "../shared/messages";
import { readSettings } from "../shared/settings";

export interface Shown {
  paused: boolean;
  connection: ConnectionState;
  pairing: PairingState | null;
  tab: TabState | null;
}

export async function readShown(tab: number | null): Promise<Shown> {
  const key = tabKey(tab ?? -1);
  const [settings, stored] = await Promise.all([
    readSettings(),
    browser.storage.session.get([CONNECTION_KEY, PAIRING_KEY, key]),
  ]);
  return {
    paused: settings.paused,
    connection: (stored[CONNECTION_KEY] as ConnectionState | undefined) ?? { phase: "checking" },
    pairing: (stored[PAIRING_KEY] as PairingState | undefined) ?? null,
    tab: (stored[key] as TabState | undefined) ?? null,
  };
}
