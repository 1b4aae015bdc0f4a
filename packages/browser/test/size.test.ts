// @vitest-environment node
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { rollup } from 'rollup';
import { describe, expect, test } from 'vitest';
import { buildBrowser } from '../build.ts';
import { minify, typescript } from '../bundle.ts';

const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));

/** What an import set costs in a page, in bytes of brotli. */
async function sizeOf(names: string[]): Promise<{ bytes: number; code: string }> {
  const built = await rollup({
    input: 'entry',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? `export { ${names.join(', ')} } from ${JSON.stringify(index)};` : null),
      },
      typescript,
      minify,
    ],
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await built.generate({ format: 'es' });
  const code = output[0].code;
  return { bytes: brotliCompressSync(code).length, code };
}

const CORE = ['init', 'identify', 'track', 'page', 'group', 'reset', 'session'];

test('everything in the script tag is at most 4,650 bytes of brotli', async () => {
  await buildBrowser();
  const script = await readFile(new URL('../dist/kith.js', import.meta.url));
  const bytes = brotliCompressSync(script).length;
  console.info(`kith.js: ${script.length} B, brotli ${bytes} B`);
  expect(bytes).toBeLessThanOrEqual(4_650);
}, 60_000);

describe('an import set', () => {
  test.each([
    [['init', 'track'], 2_750],
    [CORE, 3_000],
  ])(
    'of %j keeps to its budget of %i bytes',
    async (names, budget) => {
      const { bytes } = await sizeOf(names);
      console.info(`${names}: brotli ${bytes} B`);
      expect(bytes).toBeLessThanOrEqual(budget);
    },
    60_000,
  );

  // What the documents say that each costs.
  test.each([
    ['beforeSend', 70],
    ['compress', 130],
    ['consent', 110],
    ['explain', 490],
    ['keepInUrls', 80],
    ['salvage', 210],
    ['survey', 300],
    ['engage', 110],
  ])(
    'with %s costs at most %i bytes more',
    async (name, budget) => {
      const [{ bytes: core }, { bytes }] = await Promise.all([sizeOf(CORE), sizeOf([...CORE, name])]);
      console.info(`${name}: ${bytes - core} B`);
      expect(bytes - core).toBeLessThanOrEqual(budget);
      expect(bytes - core).toBeGreaterThan(10);
    },
    60_000,
  );

  test('contains nothing of what it does not name', async () => {
    const { code } = await sizeOf(CORE);
    expect(code).not.toMatch(/survey_|Survey |content_|Content /);
    expect(code).not.toMatch(/CompressionStream|bigint|urlParameters|queued|console\.debug/);
  }, 60_000);
});
