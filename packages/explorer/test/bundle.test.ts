import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildApp } from '../../collector/test/build-app.ts';

const DIST = join(import.meta.dirname, '../dist');
const ASSETS = join(DIST, 'assets');

it('whichever page is the first, it costs less than 60 kB of script', () => {
  const pages = readdirSync(ASSETS).filter((name) => /-page-[^.]+\.js$/.test(name));
  expect(pages.length).toBeGreaterThan(10);
  const [entry = ''] = readdirSync(ASSETS).filter((name) => /^index-[^.]+\.js$/.test(name));
  for (const page of pages) {
    const loaded = [...withImports(page, withImports(entry))];
    expect(loaded.length, page).toBeGreaterThan(2);
    expect(
      loaded.reduce((sum, name) => sum + statSync(join(ASSETS, `${name}.br`)).size, 0),
      page,
    ).toBeLessThan(60_000);
  }
});

/** A script and all that it needs before it runs; what is loaded later is not among them. */
function withImports(name: string, known: Set<string> = new Set()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  const code = readFileSync(join(ASSETS, name), 'utf8');
  for (const [, imported = ''] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)/g))
    withImports(imported, known);
  return known;
}

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
  expect(page.body).toContain('href="/kith/api/me"');
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
