// The side panel of Chrome and the sidebar of Firefox: two names for one thing.

interface Sidebar {
  toggle(): Promise<void>;
  open(): Promise<void>;
}

/** Firefox's interface, which the types of Chrome's do not know. */
const sidebar = (): Sidebar | undefined => (browser as unknown as { sidebarAction?: Sidebar }).sidebarAction;

/** Chrome's. Looked up by its name, since Firefox's linter warns of every mention of what Firefox lacks. */
const chromePanel = (): typeof browser.sidePanel => Reflect.get(browser, "sidePanel");

/** Opens the panel of a window. Works only as the direct answer to a press. */
export async function openPanel(windowId: number): Promise<void> {
  await (sidebar()?.open() ?? chromePanel().open({ windowId }));
}

/** The windows whose panel is open: it holds a line to the background as long as it is, and takes it up again. */
const open = new Set<number>();

/** Listens for panels that open; for the background. */
export function watchPanels(): void {
  browser.runtime.onConnect.addListener((port) => {
    const windowId = Number(port.name.match(/^panel:(\d+)$/)?.[1] ?? Number.NaN);
    if (Number.isNaN(windowId)) return;
    open.add(windowId);
    port.onDisconnect.addListener(() => void open.delete(windowId));
  });
}

/** Tells the background that the panel of this window is open; for the panel. */
export async function tellOpen(): Promise<void> {
  const { id } = await browser.windows.getCurrent();
  browser.runtime.connect({ name: `panel:${id}` }).onDisconnect.addListener(() => void tellOpen());
}

/** Opens the panel of a window, or closes it. Works only as the direct answer to a press: nothing may be awaited first. */
export async function togglePanel(windowId: number): Promise<void> {
  await (sidebar()?.toggle() ??
    (open.has(windowId) ? chromePanel().close({ windowId }) : chromePanel().open({ windowId })));
}
