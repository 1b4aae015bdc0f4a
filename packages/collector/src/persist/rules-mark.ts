import { hash } from 'node:crypto';
import type { Rules } from '@kith/fold';

/** A number that is the same for the same rules, to tell under which a table was folded. */
export function rulesMark({ identityPolicy, sessionGapMs, unlinked, merges, mappings, enforced }: Rules): number {
  const sorted = [...mappings].map(([event, properties]) => [event, [...properties].sort()]).sort();
  const text = JSON.stringify([
    identityPolicy,
    sessionGapMs,
    [...unlinked].sort(),
    [...merges].sort(),
    sorted,
    enforced,
  ]);
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16);
}
