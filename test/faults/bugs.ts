import type { Bug } from './plant.ts';

const SOURCES = 'packages/collector/src/';

/** Classical ways to break a promise, which must be noticed, and two failures which must be survived: on poison, and a fatal one. */
export const BUGS: Readonly<
  Record<'answersEarly' | 'chokesOnPoison' | 'endsOnFatal' | 'keepsFirstCopy' | 'marksApart' | 'synchronousNormal', Bug>
> = {
  synchronousNormal: {
    file: `${SOURCES}persist/database.ts`,
    of: "db.pragma('secure_delete = ON');",
    instead: "db.pragma('synchronous = NORMAL');",
  },
  answersEarly: {
    file: `${SOURCES}ingest-loop.ts`,
    of: 'answers.push(storeReading(reading, waiting.request, changes));',
    instead: 'answers.push(storeReading(reading, waiting.request, changes)) && waiting.answer(answers.at(-1)!);',
  },
  keepsFirstCopy: {
    file: `${SOURCES}persist/event-log.ts`,
    of: 'compareCopies(event, copy) < 0',
    instead: 'false',
  },
  marksApart: {
    file: `${SOURCES}fold/project.ts`,
    of: 'done();',
    instead: 'setImmediate(done);',
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
