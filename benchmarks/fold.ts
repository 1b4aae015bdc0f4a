import { late } from './late.ts';
import { throughput } from './throughput.ts';
import { unmerge } from './unmerge.ts';

const SECTIONS: Readonly<Record<string, () => void>> = { throughput, late, unmerge };

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const [name, run] of Object.entries(SECTIONS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n${name}`);
  run();
}
