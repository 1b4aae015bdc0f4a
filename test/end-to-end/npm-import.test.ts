import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { buildNpmExample } from './pack.ts';
import { MINUTE_MS, pass } from './pass.ts';
import { startSite } from './site.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describeInChromium('the npm example', () => {
  it('is bundled from the published package and makes one person of its visits', async () => {
    const directory = temporaryDirectory();
    await buildNpmExample(directory);
    const collector = await startCollector();
    const site = await startSite({
      '/': readFileSync(join(directory, 'index.html'), 'utf8')
        .replace('YOUR_WRITE_KEY', collector.keys.writeKey)
        .replace('http://127.0.0.1:4100', collector.address),
      '/dist/app.js': readFileSync(join(directory, 'dist/app.js')),
    });

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

    await pass(31 * MINUTE_MS, collector, person);
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
