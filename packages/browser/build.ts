import { mkdir, readdir, stat } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import terser from '@rollup/plugin-terser';
import { type Plugin, rollup } from 'rollup';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const protocol = join(here, '../protocol/src');

/** Lets rollup read the sources as they are: types are stripped, the protocol comes from its own sources. */
export const typescript: Plugin = {
  name: 'typescript',
  resolveId: (id) => (id === '@kith/protocol' ? { id: join(protocol, 'index.ts'), moduleSideEffects: false } : null),
  transform: (code, id) => (id.endsWith('.ts') ? { code: stripTypeScriptTypes(code), map: null } : null),
};

/** What makes the bundles small. Modules, so that names of the top level are shortened too. */
export const minify: Plugin = terser({ ecma: 2020, module: true, compress: { passes: 3 } });

/**
 * Bundles the script for the script tag (`dist/kith.js`) and the module for npm (`dist/index.js`), unless both are newer
 * than every source.
 */
export async function buildBrowser(): Promise<void> {
  if (await isFresh()) return;
  await mkdir(dist, { recursive: true });
  await bundle('script.ts', 'kith.js', 'iife', [typescript, minify]);
  await bundle('index.ts', 'index.js', 'es', [typescript]);
}

async function bundle(from: string, to: string, format: 'es' | 'iife', plugins: Plugin[]): Promise<void> {
  const built = await rollup({ input: join(here, 'src', from), plugins });
  await built.write({ file: join(dist, to), format });
  await built.close();
}

async function isFresh(): Promise<boolean> {
  const sources = [join(here, 'build.ts'), ...(await filesIn(join(here, 'src'))), ...(await filesIn(protocol))];
  const bundles = [join(dist, 'kith.js'), join(dist, 'index.js')];
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

if (import.meta.main) {
  // Stripping types is stable enough for a build; its warning would greet every start.
  process.removeAllListeners('warning');
  await buildBrowser();
}
