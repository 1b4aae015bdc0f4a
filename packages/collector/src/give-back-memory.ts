import { performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often a thread is looked at, in ms. */
const PAUSE_MS = 5_000;

/** The share of its time up to which a thread is at rest. */
const RESTING_SHARE = 0.02;

/** By how much a heap must have grown for its garbage to be worth the tenth of a second that collecting it takes. */
const WORTH_BYTES = 8_388_608;

/**
 * Collects the garbage of this thread whenever it has come to rest. V8 collects when it is asked for memory: what the start
 * or a busy hour leaves behind, a collector that nobody uses would keep for ever.
 * @param pauseMs how often to look whether it rests.
 */
export function giveBackMemory(pauseMs: number = PAUSE_MS): void {
  // The function exists only in contexts that are made after the flag is set.
  setFlagsFromString('--expose-gc');
  const collect: (options: object) => void = runInNewContext('gc');
  let leanBytes = 0;
  let seen = performance.eventLoopUtilization();
  const look = () => {
    const share = performance.eventLoopUtilization(seen).utilization;
    seen = performance.eventLoopUtilization();
    if (share > RESTING_SHARE || getHeapStatistics().total_heap_size < leanBytes + WORTH_BYTES) return;
    // Any other flavor keeps the memory for later.
    collect({ type: 'major', flavor: 'last-resort' });
    leanBytes = getHeapStatistics().total_heap_size;
  };
  setInterval(look, pauseMs).unref();
}
