import { spawnSync } from 'node:child_process';
import { events } from './events.ts';
import { perEvent, report } from './measure.ts';
import type { RebuildFigures } from './rebuild-process.ts';
import { withTemporaryFile } from './temporary-file.ts';

/** Events of each person, on average. */
const EVENTS_PER_PERSON = 20;

/** What folding a file of a million events anew costs, and how much memory it takes. */
export function rebuild(): void {
  rebuildOf(1_000_000);
}

/** The same with five million. */
export function largeRebuild(): void {
  rebuildOf(5_000_000);
}

function rebuildOf(eventCount: number): void {
  withTemporaryFile((file) => {
    file.append(events({ eventCount, personCount: eventCount / EVENTS_PER_PERSON }));
    // A process of its own, whose memory is the rebuild's alone.
    const script = new URL('rebuild-process.ts', import.meta.url).pathname;
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, file.path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const { cpuMs, seconds, maxRssMib, profileCount }: RebuildFigures = JSON.parse(stdout);
    report(`${eventCount} events, ${profileCount} profiles`, perEvent(cpuMs, eventCount));
    report('', `${seconds.toFixed(0)} s in all, at most ${maxRssMib.toFixed(0)} MiB of memory`);
  });
}
