import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { median } from '../measure.ts';
import { BLANK, type Cost, measureCost, measureWire } from './cost.ts';
import { type Delivery, EXITS, measureExit, measureOutage, OUTAGES } from './delivery.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { bundleSdks } from './sdks.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    parts: { type: 'string', default: 'size,cost,wire,exits' },
    rounds: { type: 'string', default: '3' },
    n: { type: 'string', default: '20' },
    chromium: { type: 'string', default: process.env.KITH_CHROMIUM || '/usr/bin/chromium' },
  },
});

const parts = values.parts.split(',');
const sdks = await bundleSdks(values.only?.split(','));
const browser = await chromium.launch({
  executablePath: values.chromium,
  // As for a person: pages which are left stay in the back/forward cache.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-breakpad'],
});

if (parts.includes('size')) {
  table(
    ['SDK', 'bytes (brotli)'],
    sdks.map(({ name, bytes }) => [name, bytes]),
  );
}

if (parts.includes('cost')) {
  const rows = new Map<string, Cost[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const sdk of [BLANK, ...sdks]) {
      const cost = await withRecorder((recorder) => measureCost(browser, sdk, recorder));
      rows.set(sdk.name, [...(rows.get(sdk.name) ?? []), cost]);
    }
  }
  const cost = (name: string, part: keyof Cost) => median((rows.get(name) ?? []).map((round) => round[part]));
  const beyondBlank = (name: string, part: keyof Cost) => (cost(name, part) - cost(BLANK.name, part)).toFixed(1);
  table(
    ['SDK', 'load, ms CPU', 'track(), µs CPU', 'with sending, µs CPU'],
    sdks.map(({ name }) => [name, beyondBlank(name, 'load'), beyondBlank(name, 'sync'), beyondBlank(name, 'total')]),
  );
}

if (parts.includes('wire')) {
  const rows = [];
  for (const sdk of sdks) {
    const { requests, preflights, bytes } = await withRecorder((recorder) => measureWire(browser, sdk, recorder));
    rows.push([sdk.name, requests, preflights, bytes]);
  }
  table(['SDK, 100 events', 'requests', 'preflights', 'bytes of bodies'], rows);
}

if (parts.includes('exits')) {
  await matrix(EXITS, 2, (sdk, recorder, exit) =>
    measureExit(browser, sdk, recorder, { exit, count: Number(values.n) }),
  );
}
if (parts.includes('outages')) {
  await matrix(OUTAGES, OUTAGES.length, (sdk, recorder, outage) => measureOutage(browser, sdk, recorder, outage));
}
await browser.close();

async function matrix<Case extends string>(
  cases: readonly Case[],
  lanes: number,
  measure: (sdk: (typeof sdks)[number], recorder: Recorder, what: Case) => Promise<Delivery>,
): Promise<void> {
  const rows = [];
  for (const sdk of sdks) {
    const cells: string[] = [];
    const left = cases.entries();
    // Beside each other, each case with its own collector and its own storage.
    const lane = async () => {
      for (const [index, what] of left) {
        const { atOnce, inTheEnd, twice } = await withRecorder((recorder) => measure(sdk, recorder, what));
        cells[index] = [atOnce, inTheEnd, twice].map((share) => Math.round(share * 100)).join(' / ');
        console.error(`${sdk.name}, ${what}: ${cells[index]}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    rows.push([sdk.name, ...cells]);
  }
  table(['at once / in the end / twice, %', ...cases], rows);
}

async function withRecorder<Result>(work: (recorder: Recorder) => Promise<Result>): Promise<Result> {
  const recorder = await startRecorder();
  try {
    return await work(recorder);
  } finally {
    recorder.close();
  }
}

function table(head: readonly string[], rows: readonly (readonly (number | string)[])[]): void {
  console.log(`\n| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
