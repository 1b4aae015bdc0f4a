import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** Text that is worth compressing. */
const TEXT = /\.(css|js|svg)$/;

/**
 * Bundles the explorer into `dist`: `index.html`, and under `assets` files whose names change with what is in them, each with
 * a copy in brotli and gzip. Nothing is written when anything fails; the page is written last, for it names the others.
 */
export async function bundle(root: string): Promise<void> {
  const built = (await build({
    root,
    base: './',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      // An image as a data: address would be one more thing to allow.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      modulePreload: { polyfill: false },
      // A page is one script beside what it shares with others, not dozens of small ones that wait for each other.
      cssCodeSplit: false,
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: 'shared', test: /\/src\//, minShareCount: 2 }] } },
      },
    },
  })) as Rolldown.RolldownOutput;
  const dist = join(root, 'dist');
  const files = built.output.toSorted(
    (a, b) => Number(a.fileName === 'index.html') - Number(b.fileName === 'index.html'),
  );
  rmSync(dist, { recursive: true, force: true });
  for (const file of files) {
    const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
    const path = join(dist, file.fileName);
    mkdirSync(dirname(path), { recursive: true });
    if (TEXT.test(path)) {
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
    writeFileSync(path, content);
  }
}
