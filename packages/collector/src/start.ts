import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keyFilePath } from './collect/key-file.ts';
import { readConfig } from './config.ts';
import { run } from './main.ts';
import type { RunningCollector } from './serve.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/script-tag', import.meta.url));
const BUILDS = ['browser', 'explorer'].map((name) => new URL(`../../${name}/build.ts`, import.meta.url));

// What `pnpm start` runs: a collector with the example page, the browser SDK and the explorer built when their sources changed. The
// bundlers run beside it, in processes of their own, so that they neither delay the start nor stay in memory.
const built = Promise.all(BUILDS.map(build));
const flags = process.argv.slice(2);
const hasExample = existsSync(EXAMPLE);
await run(flags, {
  announce: (collector) => built.then(() => announce(collector)),
  ...(hasExample && { exampleDirectory: EXAMPLE }),
});

function build(script: URL): Promise<void> {
  const path = fileURLToPath(script);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else process.exit(code ?? 1);
    });
  });
}

function announce({ address, keys }: RunningCollector): void {
  const { database } = readConfig(flags, process.env);
  const db = database === './kith.db' ? '' : ` --db '${database}'`;
  const query = 'select profile_id, type, name, email, session_count, last_seen_at from profiles';
  process.stdout.write(`
Kith listens on ${address}
${hasExample ? `\n  Try it             ${address}/example/` : ''}
  Add it to a page   <script async src="${address}/kith.js" data-write-key="${keys.writeKey}"></script>
  Look people up     ${address}/  (with the admin token in ${keyFilePath(database)})
  See the profiles   npx -y pnpm@10 exec kith sql${db} "${query}"

`);
}
