import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import terser from '@rollup/plugin-terser';
import { type Plugin, rollup } from 'rollup';

const here = dirname(fileURLToPath(import.meta.url));

/** Lets rollup read the sources as they are: types are stripped, the protocol comes from its own sources. */
export const typescript: Plugin = {
  name: 'typescript',
  resolveId: (id) => (id === '@kith/protocol' ? { id: PROTOCOL, moduleSideEffects: false } : null),
  transform: (code, id) => (id.endsWith('.ts') ? { code: stripTypeScriptTypes(code), map: null } : null),
};

const PROTOCOL = join(here, '../protocol/src/index.ts');

/** What makes the bundles small. Modules, so that names of the top level are shortened too. */
export const minify: Plugin = terser({
  ecma: 2020,
  module: true,
  compress: { passes: 6, hoist_funs: true, pure_getters: true },
});

/** Bundles one of the sources into a file of `dist`. */
export async function bundle(from: string, to: string, format: 'es' | 'iife', plugins: Plugin[]): Promise<void> {
  const built = await rollup({ input: join(here, 'src', from), plugins });
  await built.write({ file: join(here, 'dist', to), format });
  await built.close();
}
