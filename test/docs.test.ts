import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS } from '../packages/collector/src/config.ts';
import { type Db, openReadOnly } from '../packages/collector/src/persist/database.ts';
import { buildApp } from '../packages/collector/test/build-app.ts';
import { fileOfTests } from '../packages/collector/test/persist/temporary-file.ts';
import * as documents from './documents.ts';
import { fillSampleDatabase } from './sample-database.ts';
import { ROOT, type SourceFile } from './source-files.ts';

/** Relations of the file that nobody but Kith may read. Every other one is public and must be documented. */
const INTERNAL = [
  'account_rows',
  'aliases',
  'atom_states',
  'atoms',
  'content_resets',
  'definition_decisions',
  'dropped_messages',
  'engagement_rows',
  'erased_claims',
  'erased_messages',
  'expired_messages',
  'event_days',
  'event_log',
  'event_names',
  'facets',
  'flagged_profiles',
  'floats',
  'grants',
  'group_calls',
  'known_names',
  'merged_facets',
  'meta',
  'new_names',
  'number_days',
  'number_runs',
  'placements',
  'profile_rows',
  'replacements',
  'search_index',
  'search_index_config',
  'search_index_data',
  'search_index_idx',
  'search_terms',
  'search_texts',
  'session_rows',
  'survey_response_rows',
  'trait_keys',
  'trait_rows',
  'trait_types',
  'user_names',
  'watermarks',
];

/** Paths that serve something to look at, not an interface. */
const UNDOCUMENTED_PATHS =
  /^\/(example\b|api\/docs\/|assets\/|(companies|data-health|decisions|events|live|people|segments|surveys|traits|what-if)\b)/;

/** Variables of the tests. */
const TEST_VARIABLES = [
  'KITH_CHROMIUM',
  'KITH_CRASHES',
  'KITH_FUZZ_INPUTS',
  'KITH_SEED',
  'KITH_REQUIRE_ALL',
  'KITH_EXPLORER_FILE',
  'KITH_EXPLORER_PEOPLE',
  'KITH_STORE_WORLDS',
  'KITH_WORLDS',
];

const file = fileOfTests();
let db: Db;

beforeAll(async () => {
  await fillSampleDatabase(file);
  db = openReadOnly(file);
});

afterAll(() => {
  db?.close();
});

describe('docs/data-model.md', () => {
  const relations = documents.relationsOf(document('docs/data-model.md'));

  it('documents every relation that is not internal, and no other', () => {
    const names = db
      .prepare<[], string>(
        `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all();
    expect([...relations.map(({ name }) => name), ...INTERNAL].sort()).toEqual(names.sort());
  });

  it.each(relations)('documents every column of $name, and no other', ({ name, columns }) => {
    const existing = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    expect(columns.map((column) => column.name).sort()).toEqual(existing.sort());
    for (const column of columns) expect(column.meaning, `${name}.${column.name}`).not.toBe('');
  });
});

describe('queries of the documents', () => {
  const statements = documents.DOCUMENTS.flatMap(documents.statementsOf);
  const quoted = documents.DOCUMENTS.flatMap(documents.quotedQueriesOf);

  it('there are some', () => {
    expect(statements.length).toBeGreaterThan(12);
    expect(quoted.length).toBeGreaterThan(1);
  });

  it.each(statements)('the query of $place finds something', ({ sql }) => {
    expect(db.prepare(sql).all()).not.toEqual([]);
  });

  it.each(quoted)('the query of $place runs', ({ sql }) => {
    expect(() => db.prepare(sql).all()).not.toThrow();
  });

  it.each([...statements, ...quoted])('the query of $place reads public relations only', ({ sql }) => {
    const words = new Set(sql.toLowerCase().match(/\w+/g));
    expect(INTERNAL.filter((name) => words.has(name))).toEqual([]);
  });

  it('each runs in the sqlite3 that an operating system ships', ({ skip }) => {
    if (spawnSync('sqlite3', ['--version']).error) {
      if (process.env.KITH_REQUIRE_ALL === '1') throw new Error('sqlite3 is missing');
      skip('not run: sqlite3 is missing');
    }
    for (const { place, sql } of [...statements, ...quoted]) {
      const rows = execFileSync('sqlite3', ['-readonly', '-bail', '-json', file, sql], { encoding: 'utf8' });
      expect(JSON.parse(rows || '[]').length, place).toBe(db.prepare(sql).all().length);
    }
  });
});

describe('docs/configuration.md', () => {
  const variables = Object.values(SETTINGS).map(({ variable }) => variable);

  it('names every setting', () => {
    expect([...documents.variablesIn(document('docs/configuration.md').text)].sort()).toEqual(variables.sort());
  });

  it.each(documents.DOCUMENTS)('$path names no setting that does not exist', ({ text }) => {
    const known = [...variables, ...TEST_VARIABLES];
    expect([...documents.variablesIn(text)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/http.md, docs/api.md and docs/import-export.md', () => {
  it('name every path that the collector answers', async () => {
    const { app } = buildApp();
    const paths = new Set<string>();
    app.addHook('onRoute', ({ method, url }) => {
      const isAutomatic = ['HEAD', 'OPTIONS'].includes(String(method));
      if (!isAutomatic && !UNDOCUMENTED_PATHS.test(url)) paths.add(url.replace(/(?<=.)\/$/, ''));
    });
    await app.ready();
    const text = ['http', 'api', 'import-export'].map((name) => document(`docs/${name}.md`).text).join('');
    expect(paths.size).toBeGreaterThan(20);
    expect([...paths].filter((path) => !text.includes(`\`${path}\``) && !text.includes(` ${path}\``))).toEqual([]);
  });
});

describe('links', () => {
  it.each(documents.DOCUMENTS)('$path links to what exists', (from) => {
    expect(documents.linksOf(from).filter((link) => !leadsSomewhere(from, link))).toEqual([]);
  });
});

function leadsSomewhere(from: SourceFile, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from.path : normalize(join(dirname(from.path), path));
  if (anchor === undefined) return existsSync(ROOT + target);
  const found = documents.DOCUMENTS.find((other) => other.path === target);
  return found !== undefined && documents.anchorsOf(found).has(anchor);
}

function document(path: string): SourceFile {
  const found = documents.DOCUMENTS.find((other) => other.path === path);
  return found ?? { path, text: '' };
}
