// Time: pauses, and staying awake while work is out.

/** Resolves after `milliseconds`. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/**
 * Runs `work` and keeps the background awake until it is done.
 *
 * Browsers end an idle background after 30 s, Firefox even while a fetch is pending; a call of an extension API
 * starts that time anew.
 */
export async function awake<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void browser.runtime.getPlatformInfo(), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
