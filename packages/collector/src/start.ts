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
const hasExample = existsSync(EXAMPLE);
await run(flags, { announce, ...(hasExample && { exampleDirectory: EXAMPLE }) });

function announce({ address, keys }: RunningCollector): void {
  const { database } = readConfig(flags, process.env);
  const db = database === './kith.db' ? '' : ` --db '${database}'`;
  const query = 'select profile_id, type, name, email, session_count, last_seen_at from profiles';
  process.stdout.write(`
Kith listens on ${address}
${hasExample ? `\n  Try it             ${address}/example/` : ''}
  Add it to a page   <script async src="${address}/kith.js" data-write-key="${keys.writeKey}"></script>
  See the profiles   npx -y pnpm@10 exec kith sql${db} "${query}"

`);
}
