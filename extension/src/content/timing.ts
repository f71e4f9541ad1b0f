// How long our own stages hold up the page: each is a measure of the browser's timeline, where its tools show it and
// benchmarks/slices.py reads it.

export type Stage = "read" | "mark" | "renew";

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
  for (const stage of ["read", "mark", "renew"] as const) performance.clearMeasures(nameOf(stage));
}

const nameOf = (stage: Stage): string => `reportedly-${stage}`;
