import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  const modules = await installPublished('@kith/browser', directory);
  for (const name of ['rollup', '@rollup']) symlinkSync(join(EXAMPLE, 'node_modules', name), join(modules, name));
  await run(process.execPath, [join(modules, 'rollup/dist/bin/rollup'), '--config', '--silent'], { cwd: directory });
}

/**
 * Puts a package of this workspace into a directory's `node_modules` as it is published, with what it declares to depend on: others
 * of the workspace as published too, the rest as installed here. @returns the path of `node_modules`.
 */
export async function installPublished(name: string, directory: string): Promise<string> {
  const modules = join(directory, 'node_modules');
  const target = join(modules, name);
  if (existsSync(target)) return modules;
  mkdirSync(target, { recursive: true });
  const source = join(ROOT, 'packages', name.replace('@kith/', ''));
  const tarball = join(directory, `${name.replace('/', '-')}.tgz`);
  await pnpm(['pack', '--out', tarball], source);
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  const { dependencies = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) {
    if (dependency.startsWith('@kith/')) await installPublished(dependency, directory);
    else {
      mkdirSync(dirname(join(modules, dependency)), { recursive: true });
      symlinkSync(join(source, 'node_modules', dependency), join(modules, dependency));
    }
  }
  return modules;
}

// The pnpm that runs the tests; without one (an editor runs them) the one this project is set up with.
function pnpm(args: string[], cwd: string): Promise<unknown> {
  const { npm_execpath: running = '' } = process.env;
  if (/pnpm\.c?js$/.test(running)) return run(process.execPath, [running, ...args], { cwd });
  return run('npx', ['-y', 'pnpm@10', ...args], { cwd });
}
