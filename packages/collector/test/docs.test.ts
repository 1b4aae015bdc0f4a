import { readFileSync } from 'node:fs';
import { MAX_BATCH_COUNT, MAX_BODY_BYTES, MAX_DECOMPRESSED_BYTES, MAX_MESSAGE_BYTES } from '@kith/protocol';
import { expect, test } from 'vitest';
import { SETTINGS } from '../src/config.ts';
import { basic, buildApp, KEYS } from './build-app.ts';

// Tables are padded so that their columns line up.
const read = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8').replace(/ +/g, ' ');
const http = read('http.md');

test('every setting is documented with its flag, variable and default', () => {
  const configuration = read('configuration.md');
  for (const { flag, placeholder, variable, fallback } of Object.values(SETTINGS)) {
    const row = configuration
      .split('\n')
      .find((line) => line.startsWith(`| \`--${flag} ${placeholder}\` | \`${variable}\` |`));
    expect(row ?? '', variable).toContain(fallback ? `\`${fallback}\`` : flag);
  }
});

test('every documented path is answered', async () => {
  const { app } = buildApp();
  const table = (heading: string) => http.split(heading)[1]?.split('\n\n')[0] ?? '';
  const paths = (text: string) => [...text.matchAll(/`(\/[\w/:.]+)`/g)].map(([, path = '']) => path);
  const posts = paths(table('| path | for |'));
  expect(posts.length).toBeGreaterThan(15);
  for (const path of posts) {
    const url = path.replace(':type', 'track');
    const payload = { anonymousId: 'a', type: 'page' };
    const response = await app.inject({
      method: 'POST',
      url,
      headers: { authorization: basic(KEYS.writeKey) },
      payload,
    });
    expect(response.statusCode, path).toBe(200);
  }
  for (const path of paths(table('| path (`GET`) | answer |'))) {
    const url = `${path.replace(':key', KEYS.writeKey)}?writeKey=${KEYS.writeKey}`;
    expect((await app.inject({ url })).body, path).not.toContain('"not_found"');
  }
});

test('the documented limits are the real ones', () => {
  expect(http).toContain(`body on the wire | ${MAX_BODY_BYTES / 1_048_576} MiB`);
  expect(http).toContain(`body decompressed | ${MAX_DECOMPRESSED_BYTES / 1_048_576} MiB`);
  expect(http).toContain(`messages in a batch | ${MAX_BATCH_COUNT.toLocaleString('en')}`);
  expect(http).toContain(`context as JSON) | ${MAX_MESSAGE_BYTES / 1_024} KiB`);
});
