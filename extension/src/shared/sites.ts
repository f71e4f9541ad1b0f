// Sites with automatic marking: a host in the settings, and the browser's permission for that host only.

import { isHost, readSettings, writeSettings } from "./settings";

export const patternOf = (host: string): string => `*://${host}/*`;

/** The host of a web page's address; null for anything else. */
export function hostOf(address: string | undefined): string | null {
  const url = address === undefined ? null : URL.parse(address);
  return url && /^https?:$/.test(url.protocol) && isHost(url.hostname) ? url.hostname : null;
}

export const isAllowed = (host: string): Promise<boolean> =>
  browser.permissions.contains({ origins: [patternOf(host)] });

/** Chooses a site and asks the browser to let us in there; whether it did. Only from a click or a key press. */
export async function addSite(host: string): Promise<boolean> {
  // Asked first, while the click still counts. The site is kept meanwhile: the browser's question may close the popup.
  const asked = browser.permissions.request({ origins: [patternOf(host)] });
  const { sites } = await readSettings();
  await writeSettings({ sites: [...new Set([...sites, host])].sort() });
  const allowed = await asked.catch(() => false);
  if (!allowed) await writeSettings({ sites });
  return allowed;
}

/** Takes a site out and gives the permission back. */
export async function removeSite(host: string): Promise<void> {
  const { sites } = await readSettings();
  await writeSettings({ sites: sites.filter((site) => site !== host) });
  // Not ours to give back where the manifest or a policy gives it.
  await browser.permissions.remove({ origins: [patternOf(host)] }).catch(() => {});
}
