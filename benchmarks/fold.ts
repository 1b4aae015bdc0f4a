import { late } from './late.ts';
import { largeRebuild, rebuild } from './rebuild.ts';
import { throughput } from './throughput.ts';
import { unmerge } from './unmerge.ts';

const SECTIONS: Readonly<Record<string, () => void>> = { throughput, late, unmerge, rebuild };

/** Takes minutes more, and 10 GB of disk. */
const LARGE_SECTIONS: typeof SECTIONS = { 'rebuild of five million': largeRebuild };

const { chosen = [], options = [] } = Object.groupBy(process.argv.slice(2), (argument) =>
  argument.startsWith('--') ? 'options' : 'chosen',
);
const all = { ...SECTIONS, ...(options.includes('--large') && LARGE_SECTIONS) };
for (const [name, run] of Object.entries(all)) {
  if (chosen.length > 0 && !chosen.some((start) => name.startsWith(start))) continue;
  console.log(`\n${name}`);
  run();
}
