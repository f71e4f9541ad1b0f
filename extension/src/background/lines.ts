// Answers that come line by line, and showing each as soon as it is there.

/** Hands out each line of an answer as soon as it has come; the last one is the result, too. */
export async function readLines(response: Response, each: (line: string) => void): Promise<string> {
  const decoder = new TextDecoder();
  let begun = "";
  let last = "";
  const take = (text: string): void => {
    const lines = (begun + text).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) {
      last = line;
      each(line);
    }
  };
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    take(decoder.decode(part.value, { stream: true }));
  }
  if (begun !== "") take("\n");
  return last;
}

/** Does one thing at a time with what comes; what comes meanwhile waits, and its turn comes all at once. */
export class Queue<T> {
  private waiting: T[] = [];
  private work: Promise<void> | null = null;

  constructor(private readonly use: (items: T[]) => Promise<void>) {}

  add(item: T): void {
    this.waiting.push(item);
    if (this.work) return;
    this.work = this.useAll();
    // Whoever waits for the end is told.
    this.work.catch(() => {});
  }

  /** Waits until everything has had its turn. Throws what went wrong with it; after that, nothing has a turn any more. */
  async end(): Promise<void> {
    await this.work;
  }

  private async useAll(): Promise<void> {
    while (this.waiting.length > 0) await this.use(this.waiting.splice(0));
    this.work = null;
  }
}
