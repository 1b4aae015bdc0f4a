import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A bug for a collector under test: in this source file, this text instead of that. */
export interface Bug {
  /** From the root of the repository. */
  readonly file: string;
  readonly instead: string;
  readonly of: string;
}

/** The environment variable that names the bugs for this file when it is preloaded, as JSON. */
export const PLANTED = 'KITH_PLANTED_BUGS';

/** Flags of Node that let a process run with the bugs its environment names, in every thread. */
export const PLANTING: readonly string[] = [`--import=${import.meta.url}`];

const bugs: readonly Bug[] = JSON.parse(process.env[PLANTED] ?? '[]');
if (bugs.length > 0) registerHooks({ load });

function load(...[url, context, next]: Parameters<NonNullable<Parameters<typeof registerHooks>[0]['load']>>) {
  const own = bugs.filter(({ file }) => url.endsWith(`/${file}`));
  if (own.length === 0) return next(url, context);
  const source = own.reduce(planted, readFileSync(fileURLToPath(url), 'utf8'));
  return { format: 'module-typescript', source, shortCircuit: true };
}

function planted(source: string, { file, instead, of }: Bug): string {
  if (source.split(of).length !== 2) throw new Error(`${file} does not hold exactly once: ${of}`);
  return source.replace(of, () => instead);
}
