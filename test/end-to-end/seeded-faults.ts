import { seededRandom } from '../random.ts';
import type { Fault } from './proxy.ts';

const FAULTS: readonly Fault[] = ['answer lost', 'duplicated', 'refused', 'reset'];

/** A bad network: the given share of requests meets a fault, each kind as often. The same seed gives the same ones. */
export function seededFaults(seed: number, share: number): () => Fault | undefined {
  const random = seededRandom(seed);
  return () => (random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined);
}
