import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandExamplesOf, DOCUMENTS, sectionsOf } from './documents.ts';
import { fillSampleDatabase } from './sample-database.ts';
import { ROOT } from './source-files.ts';

/** Sections on what is not a command. */
const INTRODUCTION = 'Commands';

const directory = mkdtempSync(join(tmpdir(), 'kith-commands-'));
const sample = join(directory, 'sample.db');

beforeAll(() => fillSampleDatabase(sample));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const document = DOCUMENTS.find(({ path }) => path === 'docs/commands.md') ?? { path: '', text: '' };
const sections = sectionsOf(document).filter(({ heading }) => heading !== INTRODUCTION);

/** Runs a command as it is written: arguments are split at spaces, except within quotes. */
function kith(line: string, database = sample): Promise<string> {
  const flags = Array.from(
    line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g),
    ([word, double, single]) => double ?? single ?? word,
  );
  const { PATH } = process.env;
  return new Promise((resolve) => {
    const cli = join(ROOT, 'packages/collector/src/cli.ts');
    const env = { PATH, KITH_DB: database };
    execFile(process.execPath, [cli, ...flags], { env }, (_error, out, error) => resolve(out + error)).stdin?.end();
  });
}

it('each command has a section, and each section a command', async () => {
  const help = await kith('help');
  const names = Array.from(help.matchAll(/^ {2}(\w+) /gm), ([, name]) => name);
  expect(names.length).toBeGreaterThan(12);
  expect(sections.map(({ heading }) => heading).sort()).toEqual(names.sort());
});

describe.each(sections)('$heading', ({ heading, text }) => {
  const examples = commandExamplesOf({ path: document.path, text });

  it('has an example', () => {
    expect(examples.some(({ command }) => command.startsWith(`${heading} `) || command === heading)).toBe(true);
  });

  it('names each of its flags', async () => {
    const usage = await kith(`${heading} --help`);
    expect(usage).toContain(`kith ${heading}`);
    const flags = Array.from(usage.split('\n\nRuns the collector')[0]?.matchAll(/--[a-z-]+/g) ?? [], ([flag]) => flag);
    expect(flags.filter((flag) => flag !== '--db' && flag !== '--help' && !text.includes(flag))).toEqual([]);
  });

  it('prints what its examples say', async () => {
    const database = join(directory, `${heading}.db`);
    copyFileSync(sample, database);
    for (const { command, output } of examples) {
      if (output !== undefined) expect(await kith(command, database), command).toMatch(patternOf(output));
    }
  });
});

// What a document prints, with … for anything, and spaces at the ends of lines as they may be.
function patternOf(output: string): RegExp {
  const parts = output
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ *\n */g, '\\s*\\n\\s*'));
  return new RegExp(`^${parts.map((part) => part.trim()).join('[\\s\\S]*')}\\s*$`);
}
