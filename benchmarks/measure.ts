/** CPU time of this thread since some moment, in ms: other work on the machine does not count. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** CPU time that work takes on this thread, in ms. */
export function cpuMsOf(work: () => void): number {
  const start = cpuMs();
  work();
  return cpuMs() - start;
}

/** The middle of a set of numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number which the given share of a set does not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** Prints a line with a label and figures. */
export function report(label: string, figures: string): void {
  console.log(`${label.padEnd(44)} ${figures}`);
}

/** Microseconds of CPU for each of `count` events, and how many a second that makes. */
export function perEvent(ms: number, count: number): string {
  const us = (ms * 1_000) / count;
  return `${us.toFixed(1).padStart(8)} µs CPU an event ${Math.round(1e6 / us)
    .toString()
    .padStart(9)} events a CPU second`;
}
