// How long our own stages hold up the page: each is a measure of the browser's timeline, where its tools show it and
// benchmarks/slices.py reads it.

/** `read` and `renew` are made of the four before them and a little more; `readability` is the one that is not ours. */
const STAGES = ["copy", "readability", "cut", "find", "read", "mark", "renew"] as const;
export type Stage = (typeof STAGES)[number];

/** Runs a stage and notes how long it took. The measures of a page go with its marks. */
export function timed<T>(stage: Stage, work: () => T): T {
  const start = performance.now();
  try {
    return work();
  } finally {
    performance.measure(nameOf(stage), { start });
  }
}

export function forgetTimes(): void {
  for (const stage of STAGES) performance.clearMeasures(nameOf(stage));
}

const nameOf = (stage: Stage): string => `reportedly-${stage}`;
