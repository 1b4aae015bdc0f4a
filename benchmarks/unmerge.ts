import type { EnrichedEvent } from '../packages/collector/src/enrich/enriched-event.ts';
import { decide } from '../packages/collector/src/fold/decide.ts';
import type { Decision } from '../packages/fold/src/index.ts';
import { TRUST } from '../packages/fold/src/index.ts';
import { event, events } from './events.ts';
import { cpuMsOf, report } from './measure.ts';
import { type TemporaryFile, withTemporaryFile } from './temporary-file.ts';

const EVENT_COUNT = 1_000_000;

/** What it costs to separate a large person, and to undo that. */
export function unmerge(): void {
  withTemporaryFile((file) => {
    file.append(events({ eventCount: EVENT_COUNT / 2, personCount: 1, name: 'one' }));
    file.append(events({ eventCount: EVENT_COUNT / 2, personCount: 1, name: 'two', seed: 2 }));
    file.append([alias('two-0', 'one-0')]);
    file.append(events({ eventCount: 5_000, personCount: 500, name: 'other', seed: 3 }));
    file.fold(2_000);
    separate(file, 'two users', { kind: 'unlink', identity: 'u:one-0', other: 'u:two-0' });
    separate(file, 'a user and a device', { kind: 'unlink', identity: 'u:one-0', other: 'a:one-0-device-0' });
  });
}

function separate(file: TemporaryFile, name: string, decision: Decision): void {
  const count = (profileId: string) =>
    file.db.prepare('SELECT message_count FROM profile_rows WHERE profile_id = ?').pluck().get(profileId);
  const before = count('u:one-0');
  let decisionId = 0;
  const separating = cpuMsOf(() => {
    decisionId = decide(file.db, decision, 0);
  });
  const after = count('u:one-0');
  const joining = cpuMsOf(() => decide(file.db, { kind: 'undo', decisionId }, 0));
  if (count('u:one-0') !== before) throw new Error('joining again did not restore the person');
  report(`separate ${name}`, `${seconds(separating)}   a person of ${before} events, then of ${after}`);
  report(`join ${name} again`, seconds(joining));
}

function alias(previousId: string, userId: string): EnrichedEvent {
  const t = Date.UTC(2020, 1, 1);
  return event({ t, messageId: 'alias', type: 'alias', previousId, userId, isServer: true, trust: TRUST.server });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2).padStart(8)} s of CPU`;
}
