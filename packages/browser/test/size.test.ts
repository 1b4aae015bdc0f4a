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

test('everything in the script tag is at most 4,600 bytes of brotli', async () => {
  await buildBrowser();
  const script = await readFile(new URL('../dist/kith.js', import.meta.url));
  const bytes = brotliCompressSync(script).length;
  console.info(`kith.js: ${script.length} B, brotli ${bytes} B`);
  expect(bytes).toBeLessThanOrEqual(4_600);
}, 60_000);

describe('an import set', () => {
  test('of init, identify, track, page, group, reset and session keeps to its budget', async () => {
    const { bytes } = await sizeOf(['init', 'identify', 'track', 'page', 'group', 'reset', 'session']);
    console.info(`core: brotli ${bytes} B`);
    expect(bytes).toBeLessThanOrEqual(3_500);
  }, 60_000);

  test('costs nothing for the modules it does not name', async () => {
    const { bytes } = await sizeOf(['init', 'track']);
    const { bytes: withModule } = await sizeOf(['init', 'track', 'autoClicks']);
    expect(bytes).toBeLessThanOrEqual(3_200);
    expect(withModule - bytes).toBeGreaterThan(50);
  }, 60_000);

  test('without surveys and engagement contains nothing of them', async () => {
    const { code } = await sizeOf(['init', 'track']);
    expect(code).not.toMatch(/survey_|Survey /);
    expect(code).not.toMatch(/content_|Content /);
  }, 60_000);
});
