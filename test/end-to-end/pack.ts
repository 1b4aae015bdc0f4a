import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/npm-import');

/**
 * Builds the npm example in a directory of its own, as its developer would: its sources, the bundler, and the SDK as
 * unpacked from what is published. Nothing of this workspace is within reach.
 */
export async function buildNpmExample(directory: string): Promise<void> {
  for (const name of ['index.html', 'package.json', 'rollup.config.js', 'src']) {
    cpSync(join(EXAMPLE, name), join(directory, name), { recursive: true });
  }
  const modules = join(directory, 'node_modules');
  mkdirSync(join(modules, '@kith/browser'), { recursive: true });
  for (const name of ['rollup', '@rollup']) symlinkSync(join(EXAMPLE, 'node_modules', name), join(modules, name));

  await pnpm(['pack', '--pack-destination', directory], join(ROOT, 'packages/browser'));
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  await run('tar', ['-xzf', join(directory, tarball), '--strip-components=1', '-C', join(modules, '@kith/browser')]);
  await run(process.execPath, [join(modules, 'rollup/dist/bin/rollup'), '--config', '--silent'], { cwd: directory });
}

// The pnpm that runs the tests; without one (an editor runs them) the one this project is set up with.
function pnpm(args: string[], cwd: string): Promise<unknown> {
  const { npm_execpath: running = '' } = process.env;
  if (/pnpm\.c?js$/.test(running)) return run(process.execPath, [running, ...args], { cwd });
  return run('npx', ['-y', 'pnpm@10', ...args], { cwd });
}
