import { refold } from '../packages/collector/src/fold/refold.ts';
import { scratchPath } from '../packages/collector/src/persist/swap.ts';
import { cpuMs } from './measure.ts';

/** What this process prints, as JSON. */
export interface RebuildFigures {
  readonly cpuMs: number;
  readonly seconds: number;
  readonly maxRssMib: number;
  readonly profileCount: number;
}

const [file = ''] = process.argv.slice(2);
const started = performance.now();
const scratch = refold(file, { path: scratchPath(file) });
const figures: RebuildFigures = {
  cpuMs: cpuMs(),
  seconds: (performance.now() - started) / 1_000,
  maxRssMib: process.resourceUsage().maxRSS / 1_024,
  profileCount: Number(scratch.prepare('SELECT count(*) FROM profile_rows').pluck().get()),
};
scratch.close();
console.log(JSON.stringify(figures));
