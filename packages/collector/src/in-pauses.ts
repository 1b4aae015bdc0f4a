import { setImmediate as pause } from 'node:timers/promises';

/** What is done between the steps of {@link inPauses}. */
export interface Pauses {
  /** Told after each step that changed something, and at the end. */
  readonly changed: () => void;
  /** Whether the rest is to be left. */
  readonly isStopping: () => boolean;
}

/**
 * Takes step after step, and lets whoever waits be answered in between. A step that gives what the one before gave has changed nothing.
 * @throws when it is stopping before the last one.
 */
export async function inPauses<Outcome>(
  steps: Iterator<unknown, Outcome>,
  { changed, isStopping }: Pauses,
): Promise<Outcome> {
  let last: unknown;
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (value !== last) changed();
      last = value;
      if (isStopping()) throw new Error('the collector is stopping: the rest is done when it starts again');
      await pause();
    }
  } finally {
    changed();
  }
}
