import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const DOCUMENT = read('../../../docs/explorer.md');

it.each(['pages.ts', 'pages/person/tabs.ts'])('docs/explorer.md tells of all that %s offers', (path) => {
  const labels = Array.from(read(`../src/${path}`).matchAll(/label: '([^']+)'/g), ([, label]) => label);
  expect(labels).not.toEqual([]);
  expect(labels.filter((label) => !DOCUMENT.includes(`**${label}**`))).toEqual([]);
});
