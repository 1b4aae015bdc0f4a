import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { installPublished } from './pack.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Starts `kith serve` on a free port, in a directory into which the collector is installed. @returns its address. */
async function serve(modules: string, directory: string): Promise<string> {
  const cli = join(modules, '@kith/collector/dist/cli.js');
  const server = spawn(process.execPath, [cli, 'serve', '--port=0', '--host=127.0.0.1'], { cwd: directory });
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
  });
  for await (const line of createInterface(server.stderr)) {
    const address = /listening at (http:[^"]+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('kith serve ended before it listened');
}

it('the published packages serve the SDK and the explorer, with nothing but what they depend on', async () => {
  const directory = temporaryDirectory();
  const address = await serve(await installPublished('@kith/collector', directory), directory);
  const texts: string[] = [];
  for (const path of ['/kith.js', '/kith.auto.js', '/']) {
    const answer = await fetch(address + path);
    expect([path, answer.status]).toEqual([path, 200]);
    texts.push(await answer.text());
  }
  expect(texts[0]).toContain('@kith/browser');
  const script = /\/assets\/[^"]+\.js/.exec(texts[2] ?? '')?.[0] ?? '';
  expect((await fetch(address + script)).status).toBe(200);
});
