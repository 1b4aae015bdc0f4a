import { parseArgs } from 'node:util';
import { readEvents } from './ingest/bare-insert.ts';
import { compare } from './ingest/compare.ts';
import { growth } from './ingest/growth.ts';
import { lag } from './ingest/lag.ts';
import { memory } from './ingest/memory.ts';
import { walPages } from './ingest/wal-pages.ts';
import { report } from './measure.ts';

const HELP = `Usage: node benchmarks/ingest.ts [--full] [--stored N] [SECTION …]

Sections: compare, lag, pages, memory, growth; without any, all but growth. About four minutes; with --full, which also
lets the file grow to --stored N events (1000000), half an hour. See benchmarks/README.md.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    stored: { type: 'string', default: '1000000' },
    help: { type: 'boolean', default: false },
  },
});

const SECTIONS: Readonly<Record<string, () => Promise<void> | void>> = {
  compare: () => compare(values.full ? { rounds: 5, seconds: 8 } : { rounds: 2, seconds: 2 }),
  lag: () => lag(values.full ? 30 : 10),
  pages,
  memory: () => memory(values.full ? 30 : 10),
  growth: () => growth(Number(values.stored)),
};

if (values.help || positionals.some((name) => !(name in SECTIONS))) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 1);
}
const usual = Object.keys(SECTIONS).filter((name) => values.full || name !== 'growth');
for (const name of positionals.length > 0 ? positionals : usual) {
  console.log(`\n${name}`);
  await SECTIONS[name]?.();
}

function pages(): void {
  for (const ids of ['ordered', 'random'] as const) {
    const events = [...readEvents({ personCount: 20_000, ids }, 100_000)];
    const { perEvent, perIndex } = walPages(events);
    const figures = `${perEvent.toFixed(2)} pages an event, ${perIndex.toFixed(3)} an event and index`;
    report(`${ids} ids, write-ahead log`, figures);
  }
}
