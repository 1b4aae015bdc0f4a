import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** Builds the explorer's pages into `dist`, unless they are newer than every source. */
export async function buildExplorer(): Promise<void> {
  if (isFresh()) return;
  // Every start passes here: the bundler is loaded only when there is something to bundle.
  const { bundle } = await import('./bundle.ts');
  await bundle(here);
}

// The page is written last, so that one which is there is whole.
function isFresh(): boolean {
  const sources = globSync(['*.{html,json,ts}', 'src/**/*'], { cwd: here });
  return modifiedAt('dist/index.html') > Math.max(...sources.map(modifiedAt));
}

function modifiedAt(path: string): number {
  return statSync(join(here, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.main) await buildExplorer();
