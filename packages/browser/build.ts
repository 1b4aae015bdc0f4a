import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const protocol = join(here, '../protocol/src');

/**
 * Bundles the scripts for the script tag (`dist/kith.js`, and `dist/kith.auto.js` with the modules) and the module for npm (`dist/index.js`), unless all are newer
 * than every source.
 */
export async function buildBrowser(): Promise<void> {
  if (await isFresh()) return;
  // Every start passes here: the bundler is loaded only when there is something to bundle.
  const { bundle, minify, typescript } = await import('./bundle.ts');
  await mkdir(dist, { recursive: true });
  const { emitWarning } = process;
  process.emitWarning = () => {}; // stripping types is called experimental; that would greet every first start
  try {
    await bundle('script.ts', 'kith.js', 'iife', [typescript, minify]);
    await bundle('script-auto.ts', 'kith.auto.js', 'iife', [typescript, minify]);
    await bundle('index.ts', 'index.js', 'es', [typescript]);
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function isFresh(): Promise<boolean> {
  const sources = [
    join(here, 'build.ts'),
    join(here, 'bundle.ts'),
    ...(await filesIn(join(here, 'src'))),
    ...(await filesIn(protocol)),
  ];
  const bundles = ['kith.js', 'kith.auto.js', 'index.js'].map((name) => join(dist, name));
  const newestSource = Math.max(...(await Promise.all(sources.map(modifiedAt))));
  const oldestBundle = Math.min(...(await Promise.all(bundles.map(modifiedAt))));
  return oldestBundle > newestSource;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}

if (import.meta.main) await buildBrowser();
