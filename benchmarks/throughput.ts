import type { EnrichedEvent } from '../packages/collector/src/enrich/enriched-event.ts';
import { events, randomNumbers } from './events.ts';
import { cpuMsOf, perEvent, report } from './measure.ts';
import { withTemporaryFile } from './temporary-file.ts';

const EVENT_COUNT = 100_000;
const PERSON_COUNT = 5_000;

/** Events that are folded together: a busy collector has so many waiting. */
const SLICE_COUNT = 1_000;

/** Late events come so long after their time, in events of everybody. */
const LATE_BY_COUNT = 20_000;

/** How fast events are folded into a file, by the order they arrive in. */
export function throughput(): void {
  const inOrder = [...events({ eventCount: EVENT_COUNT, personCount: PERSON_COUNT })];
  const orders = { 'in order': inOrder, 'one in ten late': oneInTenLate(inOrder), shuffled: shuffled(inOrder) };
  for (const [name, arriving] of Object.entries(orders)) {
    withTemporaryFile((file) => {
      const appending = cpuMsOf(() => file.append(arriving));
      const folding = cpuMsOf(() => file.fold(SLICE_COUNT));
      report(`${name}: stored`, perEvent(appending, EVENT_COUNT));
      report(`${name}: folded, ${SLICE_COUNT} at once`, perEvent(folding, EVENT_COUNT));
    });
  }
}

function oneInTenLate(inOrder: readonly EnrichedEvent[]): EnrichedEvent[] {
  const random = randomNumbers(2);
  return inOrder
    .map((event, index) => ({ event, rank: random() < 0.1 ? index + random() * LATE_BY_COUNT : index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ event }) => event);
}

function shuffled(inOrder: readonly EnrichedEvent[]): EnrichedEvent[] {
  const random = randomNumbers(3);
  return inOrder
    .map((event) => ({ event, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ event }) => event);
}
