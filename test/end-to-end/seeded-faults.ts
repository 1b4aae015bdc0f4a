import type { Fault } from './proxy.ts';

const FAULTS: readonly Fault[] = ['answer lost', 'duplicated', 'refused', 'reset'];

/** A bad network: the given share of requests meets a fault, each kind as often. The same seed gives the same ones. */
export function seededFaults(seed: number, share: number): () => Fault | undefined {
  const random = mulberry32(seed);
  return () => (random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined);
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
