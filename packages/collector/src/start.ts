import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from './config.ts';
import { run } from './main.ts';
import type { RunningCollector } from './serve.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/script-tag', import.meta.url));
const BUILD = new URL('../../browser/build.ts', import.meta.url).href;

// What `pnpm start` runs: a collector with the example page, its browser SDK built when its sources changed.
const { buildBrowser } = (await import(BUILD)) as { buildBrowser(): Promise<unknown> };
await buildBrowser();
const flags = process.argv.slice(2);
await run(flags, {
  announce,
  ...(existsSync(EXAMPLE) && { exampleDirectory: EXAMPLE }),
});

function announce({ address, keys }: RunningCollector): void {
  process.stdout.write(`
Kith listens on ${address}

  See it work         ${address}/example/
  Add it to a page    <script async src="${address}/kith.js" data-write-key="${keys.writeKey}"></script>
  Look at profiles    pnpm exec kith sql${databaseFlag()} "select profile_id, type, name, email, session_count, last_seen_at from profiles"

`);
}

function databaseFlag(): string {
  const { database } = readConfig(flags, process.env);
  return database === './kith.db' ? '' : ` --db ${database}`;
}
