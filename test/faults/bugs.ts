import type { Bug } from './plant.ts';

const SOURCES = 'packages/collector/src/';

/** Classical ways to break a promise, which must be noticed, and two failures which must be survived: on poison, and a fatal one. */
export const BUGS: Readonly<
  Record<
    'answersEarly' | 'checkpointsUnsynced' | 'chokesOnPoison' | 'endsOnFatal' | 'keepsFirstCopy' | 'synchronousNormal',
    Bug
  >
> = {
  synchronousNormal: {
    file: `${SOURCES}persist/database.ts`,
    of: "db.pragma('secure_delete = ON');",
    instead: "db.pragma('synchronous = NORMAL');",
  },
  checkpointsUnsynced: {
    file: `${SOURCES}persist/checkpoint-thread.ts`,
    of: "db.pragma('synchronous = FULL');",
    instead: "db.pragma('synchronous = OFF');",
  },
  answersEarly: {
    file: `${SOURCES}ingest-loop.ts`,
    of: "const isLocked = queue.length > 0 && store(take()) === 'locked';",
    instead: `const isLocked = false;
    const early = take();
    for (const { waiting } of early) waiting.answer({ status: 200, accepted: 1, duplicate: 0, rejected: [] });
    setTimeout(() => store(early), 20);`,
  },
  keepsFirstCopy: {
    file: `${SOURCES}persist/event-log.ts`,
    of: 'compareCopies(event, copy) < 0',
    instead: 'false',
  },
  chokesOnPoison: {
    file: `${SOURCES}ingest-loop.ts`,
    of: 'answers.push(storeReading(reading, waiting.request, changes));',
    instead: `if (waiting.request.body.includes('poison')) throw new TypeError('planted');
              answers.push(storeReading(reading, waiting.request, changes));`,
  },
  endsOnFatal: {
    file: `${SOURCES}ingest-loop.ts`,
    of: 'queue.push({ waiting, since: performance.now() });',
    instead: `if (waiting.request.body.includes('fatal')) throw new Error('planted');
              queue.push({ waiting, since: performance.now() });`,
  },
};

/** No bugs, but zeal: checkpoints beside every transaction, and a log that begins anew again and again, as under heavy load. */
export const CHECKPOINTS_ALL_THE_TIME: readonly Bug[] = [
  {
    file: `${SOURCES}persist/checkpointer.ts`,
    of: 'const WORTH_PAGES = 1_000;',
    instead: 'const WORTH_PAGES = 1;',
  },
  {
    file: `${SOURCES}persist/database.ts`,
    of: 'const CHECKPOINT_PAGES = 10_000;',
    instead: 'const CHECKPOINT_PAGES = 100;',
  },
];
