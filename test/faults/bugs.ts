import type { Bug } from './plant.ts';

const SOURCES = 'packages/collector/src/';

/** Bugs which the trials must notice, each the classical way to break a promise. */
export const BUGS: Readonly<Record<'answersEarly' | 'keepsFirstCopy' | 'marksApart' | 'synchronousNormal', Bug>> = {
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
};
