// Runs on the sites that the person has chosen for automatic marking, and only says that a page is there.

import type { PageRequest } from "../shared/messages";

browser.runtime.sendMessage({ type: "arrived" } satisfies PageRequest).catch(() => {});
