// The sites that are marked automatically.

import { button, make } from "../shared/dom";
import { t } from "../shared/i18n";
import { addSite, isAllowed, removeSite } from "../shared/sites";

let drawn = "";

/** Lists the sites; `none` is shown instead where there are none. */
export async function showSites(
  list: HTMLElement,
  none: HTMLElement,
  sites: readonly string[],
): Promise<void> {
  const allowed = await Promise.all(sites.map(isAllowed));
  none.hidden = sites.length > 0;
  list.hidden = sites.length === 0;
  const state = JSON.stringify([sites, allowed]);
  if (state === drawn) return;
  drawn = state;
  list.replaceChildren(...sites.map((host, index) => siteRow(host, allowed[index] === true)));
}

function siteRow(host: string, allowed: boolean): HTMLElement {
  const row = make("li", "", make("span", "host", host));
  if (!allowed) {
    // From a file, or preset: the browser has not been asked for this site yet.
    row.append(make("span", "soft", t("options_site_not_allowed")));
    const allow = button(`allow-${host}`, t("do_allow"), () => void addSite(host));
    allow.ariaLabel = t("do_allow_site", host);
    row.append(allow);
  }
  const remove = button(`remove-${host}`, t("do_remove"), () => void removeSite(host));
  remove.ariaLabel = t("do_remove_site", host);
  row.append(remove);
  return row;
}
