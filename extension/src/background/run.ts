// One analysis of one page, from the press of the button to the last mark.

import type { AnalyzeRequest } from "../shared/api";
import type { Counts, Extracted, Part, TabState } from "../shared/messages";
import { ProblemError, problemOf } from "../shared/problems";
import { readSettings, type Sensitivity } from "../shared/settings";
import { type Batch, Batches, inOrder } from "./batches";
import { type Connection, connect } from "./connection";
import { judge } from "./findings";
import { Queue } from "./lines";
import { unpair } from "./pairing";
import { reportPart } from "./report";
import { call, LONG_CALL, problemOfStatus } from "./server";
import * as tabs from "./tabs";
import { awake, pause } from "./wait";

/** Milliseconds to wait before each new try of a request that failed while the article was under way. */
const TRIES = [500, 1_500, 4_000];
/** Seconds that an overloaded server may ask us to wait. */
const PATIENCE = 10;

/** What makes the sentences of a few lines an answer of their own. */
const PIECE = { schema: 1, offsets: "utf-16" } as const;

const running = new Map<number, { run: Run; control: AbortController }>();

/**
 * Analyses the page in a tab anew, or only the paragraphs that are selected there, in place of what may be running.
 * Never throws: the tab's state tells.
 */
export async function analyse(tab: number, selected = false): Promise<void> {
  stop(tab);
  await start(tab, tabs.freshState(crypto.randomUUID(), "working"), (run) => run.go(selected));
}

/** Judges paragraphs that have come to the article of the analysis `run`, which may be done or still under way. */
export async function analyseMore(tab: number, run: string, parts: readonly Part[]): Promise<void> {
  const [state, { paused }] = await Promise.all([tabs.readState(tab), readSettings()]);
  if (state?.run !== run || paused) return;
  const now = running.get(tab);
  if (now) now.run.more(parts);
  else if (state.phase === "done" || state.phase === "problem")
    await start(tab, state, (again) => again.goOn(parts));
}

/** What was found in the page of the analysis `run` has become less, or is there again. */
export async function recount(tab: number, run: string, counts: Counts): Promise<void> {
  const state = await tabs.readState(tab);
  if (state?.run !== run) return;
  const now = running.get(tab);
  if (now) await now.run.recount(counts);
  else if (state.phase === "done" || state.phase === "problem")
    await tabs.writeState(tab, { ...state, counts });
}

async function start(tab: number, state: TabState, work: (run: Run) => Promise<void>): Promise<void> {
  const control = new AbortController();
  const run = new Run(tab, state, control.signal);
  running.set(tab, { run, control });
  try {
    await awake(() => work(run));
  } catch (error) {
    // Stopped: somebody else writes this tab's state now.
    if (!control.signal.aborted) await run.fail(error);
  } finally {
    if (running.get(tab)?.run === run) running.delete(tab);
  }
}

/** The analysis that runs in a tab, if one does; `hasRead`: it has its page's article. */
export function runningIn(tab: number): { id: string; hasRead: boolean } | undefined {
  const now = running.get(tab)?.run;
  return now && { id: now.id, hasRead: now.hasRead };
}

/** Ends the analysis that runs in a tab, if one does. */
export function stop(tab: number): void {
  running.get(tab)?.control.abort();
  running.delete(tab);
}

class Run {
  readonly id: string;
  /** What is still to be judged. */
  private readonly parts: Part[] = [];
  private priority: string[] = [];
  private connection: Connection | null = null;
  /** When all that was told so far is kept. */
  private told: Promise<unknown> = Promise.resolve();
  /** When the page has the styles of the marks, which come while it is read and judged. */
  private dressed: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tab: number,
    private state: TabState,
    private readonly signal: AbortSignal,
  ) {
    this.id = state.run;
  }

  get hasRead(): boolean {
    return this.state.blocks > 0;
  }

  /** Reads the page and judges what it has. */
  async go(selected: boolean): Promise<void> {
    void this.tell({}).catch(() => {}); // the page goes first; what cannot be told shows with what comes next
    const injected = tabs.inject(this.tab);
    injected.catch(() => {}); // told below: that the server is not there comes first
    this.dress(injected.then(() => tabs.dress(this.tab)));
    const read = readSettings();
    // Nothing is read of the page before the server has proved itself.
    this.connection = await connect();
    await injected;
    const settings = await read;
    const { flags, quotedHedges, looks } = settings;
    const view = { flags, quotedHedges, looks };
    const page = await tabs.ask(this.tab, { type: "extract", run: this.id, view, selected });
    if (!page.blocks) throw nothingIn(page, selected);
    this.dress(
      this.dressed.then(() =>
        Promise.all([tabs.suitGround(this.tab, page), tabs.wear(this.tab, looks, page.dark)]),
      ),
    );
    void this.tell({ blocks: page.blocks.length }).catch(() => {}); // the request goes first
    this.priority = page.priority;
    this.parts.push(...inOrder(page.blocks, page.priority));
    await this.judgeParts(settings.sensitivity);
    await tabs.forgetClosedTabs();
  }

  private dress(dressed: Promise<unknown>): void {
    dressed.catch(() => {}); // told before the first mark
    this.dressed = dressed;
  }

  /** Judges what has come to a page that was done. */
  async goOn(parts: readonly Part[]): Promise<void> {
    this.connection = await connect();
    this.more(parts);
    const { sensitivity } = await readSettings();
    await this.judgeParts(sensitivity);
  }

  /** Adds to what is to be judged. */
  more(parts: readonly Part[]): void {
    this.parts.push(...parts);
    const more = parts.reduce((sum, { blocks }) => sum + blocks.length, 0);
    this.state = { ...this.state, blocks: this.state.blocks + more };
  }

  /** What stands in the page has become less, or is there again. */
  recount(counts: Counts): Promise<void> {
    return this.tell({ counts });
  }

  /** Shows a failure. Marks that are painted already stay, and are true. */
  async fail(error: unknown): Promise<void> {
    await this.tell({ phase: "problem", problem: problemOf(error) });
  }

  private async judgeParts(sensitivity: Sensitivity): Promise<void> {
    do {
      for (let part = this.parts.shift(); part; part = this.parts.shift()) {
        await this.judgeAll(new Batches(part.blocks, part.context), sensitivity);
      }
      await this.tell({ phase: "done" });
    } while (this.parts.length > 0); // more has come while that was written
  }

  private async judgeAll(batches: Batches, sensitivity: Sensitivity): Promise<void> {
    const before = this.state.done;
    for (let batch = batches.take(); batch; batch = batches.take()) {
      const started = performance.now();
      await this.judgeBatch(batch, sensitivity);
      batches.took(batch, (performance.now() - started) / 1000);
      await this.tell({ done: before + batches.done });
    }
  }

  private async judgeBatch(batch: Batch, sensitivity: Sensitivity): Promise<void> {
    const first = this.state.done === 0;
    // Blocks whose marks are made: when a connection breaks, the batch is sent again, and these are passed over.
    const shown = new Set<string>();
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.send(batch, sensitivity, shown);
        return;
      } catch (error) {
        this.signal.throwIfAborted();
        const code = error instanceof ProblemError ? error.problem.code : undefined;
        // A later part of the article in another language stays unmarked; the rest counts.
        if (code === "other_language" && !first) return;
        const wait = TRIES[attempt];
        if (wait === undefined || (code !== "server_down" && code !== "overloaded")) throw error;
        // Whoever answers after a failed connection has to prove itself anew.
        if (code === "server_down") this.connection = null;
        await pause(wait);
      }
    }
  }

  private async send(batch: Batch, sensitivity: Sensitivity, shown: Set<string>): Promise<void> {
    this.connection ??= await connect();
    const { port, token } = this.connection;
    const body: Partial<AnalyzeRequest> = {
      blocks: batch.blocks,
      context: batch.context,
      priority: batch.blocks.map(({ id }) => id).filter((id) => this.priority.includes(id)),
      article: this.id,
      offsets: "utf-16",
      sensitivity,
    };
    const lines = new Queue<BlockLine>(async (some) => {
      const fresh = some.filter(({ block }) => !shown.has(block));
      await this.show({ ...PIECE, sentences: fresh.flatMap(({ sentences }) => sentences) }, batch);
      for (const { block } of fresh) shown.add(block);
    });
    const answer = await call(port, "POST", "/v1/analyze", {
      body,
      token,
      timeout: LONG_CALL,
      signal: this.signal,
      onLine: (line) => isBlockLine(line) && lines.add(line),
    });
    await lines.end();
    if (answer.status === 200) {
      const { json } = answer;
      await this.show(answer.inLines ? { ...lastOf(json), sentences: [] } : json, batch, true);
      return;
    }
    if (answer.status === 401) {
      // It has just proved that it knows us: so the person has taken the pairing back.
      await unpair();
      throw new ProblemError("not_paired");
    }
    if (answer.status === 503 && answer.retryAfter !== null) {
      await pause(Math.min(answer.retryAfter, PATIENCE) * 1000);
    }
    throw problemOfStatus(answer);
  }

  /** Shows what an answer about a batch says, or a piece of one. Only its end speaks of the article as a whole. */
  private async show(json: unknown, { blocks }: Batch, isEnd = false): Promise<void> {
    const { findings, counts, model } = judge(json, blocks);
    this.signal.throwIfAborted();
    const report = reportPart(json);
    await this.dressed;
    const answer = await tabs.ask(this.tab, {
      type: "paint",
      run: this.id,
      findings,
      sentences: counts.sentences,
      model,
      report: isEnd ? report : { sentences: report.sentences },
    });
    if (answer.counts) await this.tell({ counts: answer.counts });
  }

  /** Keeps the state and shows it, one after the other as they come. */
  private async tell(changed: Partial<TabState>): Promise<void> {
    this.signal.throwIfAborted();
    const state = { ...this.state, ...changed };
    this.state = state;
    const told = this.told.then(() => {
      this.signal.throwIfAborted();
      return tabs.writeState(this.tab, state);
    });
    this.told = told.catch(() => {});
    await told;
  }
}

function nothingIn({ elsewhere }: Extracted, selected: boolean): ProblemError {
  if (selected) return new ProblemError("nothing_selected");
  return elsewhere ? new ProblemError("other_frame", elsewhere) : new ProblemError("no_article");
}

/** A line about one block. Its sentences are checked where they are judged. */
interface BlockLine {
  block: string;
  sentences: unknown[];
}

function isBlockLine(line: unknown): line is BlockLine {
  const { block, sentences } = (line ?? {}) as Partial<BlockLine>;
  return typeof block === "string" && Array.isArray(sentences);
}

/** The last line, which says what the answer is otherwise; or an error, when the rest could not be judged. */
function lastOf(line: unknown): object {
  const { error } = (line ?? {}) as { error?: { code?: unknown } };
  // It is being ended: it, or who comes after it, can be asked again.
  if (error?.code === "stopping") throw new ProblemError("server_down");
  if (error) throw new ProblemError("server_error");
  return line as object;
}
