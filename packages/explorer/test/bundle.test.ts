import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildApp } from '../../collector/test/build-app.ts';

const DIST = join(import.meta.dirname, '../dist');

it('the first page costs less than 60 kB of script', () => {
  const scripts = readdirSync(join(DIST, 'assets')).filter((name) => name.endsWith('.js.br'));
  const first = scripts.filter((name) => !name.startsWith('draw-days'));
  const size = first.reduce((sum, name) => sum + statSync(join(DIST, 'assets', name)).size, 0);
  expect(size).toBeGreaterThan(10_000);
  expect(size).toBeLessThan(60_000);
});

it('the page loads nothing from elsewhere and runs nothing of its own', () => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  expect(html).not.toMatch(/https?:|<script>|<style|\son\w+=/);
});

it('is served under any path, compressed, and kept for ever where its name says what is in it', async () => {
  const { app } = buildApp({ config: { origins: null, publicUrl: 'https://example.com/kith', trustProxy: [] } });
  const page = await app.inject('/people/u:ada');
  expect(page.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  );
  const [, path = ''] = /"\/kith(\/assets\/[^"]+\.js)"/.exec(page.body) ?? [];
  const script = await app.inject({ url: path, headers: { 'accept-encoding': 'br' } });
  expect(script.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

it('answers for its own pages only', async () => {
  const { app } = buildApp();
  for (const path of ['/other', '/assets/none.js', '/peoples']) expect((await app.inject(path)).statusCode).toBe(404);
});
