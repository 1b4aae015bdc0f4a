import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { buildNpmExample } from './pack.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const MINUTE_MS = 60_000;

describeInChromium('the npm example', () => {
  it('is bundled from the published package and makes one person of its visits', async () => {
    const directory = temporaryDirectory();
    await buildNpmExample(directory);
    const collector = await startCollector();
    const site = await serveSite(directory, { host: collector.address, writeKey: collector.keys.writeKey });

    const person = await openBrowser();
    await person.clock.install({ time: collector.now() });
    const page = await person.newPage();
    await page.goto(site);
    await page.getByLabel('A note').fill('Not to be told');
    await page.getByRole('button', { name: 'Write' }).click();
    await page.getByRole('button', { name: 'Good' }).click();
    await page.getByRole('button', { name: 'Log in as Grace' }).click();
    await person.clock.runFor(2_000);
    await eventually(() => expect(collector.rows('SELECT 1 FROM events')).toHaveLength(6));

    collector.advance(31 * MINUTE_MS);
    await person.clock.fastForward(31 * MINUTE_MS);
    await page.reload();
    await person.clock.runFor(2_000);

    await eventually(() => {
      expect(collector.rows('SELECT * FROM profiles')).toMatchObject([
        {
          ...{ profile_id: 'u:user-grace', name: 'Grace Hopper', session_count: 2, page_count: 2, message_count: 8 },
          ...{ first_application: 'notes', first_application_version: '1.0.0', survey_response_count: 1 },
        },
      ]);
    });
    expect(collector.rows('SELECT state, answers FROM survey_responses WHERE started_at IS NOT NULL')).toEqual([
      { state: 'completed', answers: '{"mood":"good"}' },
    ]);
    expect(JSON.stringify(collector.rows('SELECT * FROM events'))).not.toContain('Not to be told');

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.reload();
    await person.clock.runFor(2_000);
    await eventually(() => expect(collector.rows(`SELECT 1 FROM profiles WHERE type = 'anonymous'`)).toHaveLength(1));
  });
});

/** Serves the built example from an origin of its own, with its two settings filled in. */
async function serveSite(directory: string, { host, writeKey }: { host: string; writeKey: string }): Promise<string> {
  const page = readFileSync(join(directory, 'index.html'), 'utf8')
    .replace('YOUR_WRITE_KEY', writeKey)
    .replace('http://127.0.0.1:4100', host);
  const server = createServer(({ url }, answer) => {
    const isScript = url === '/dist/app.js';
    answer.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    answer.end(isScript ? readFileSync(join(directory, url)) : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
