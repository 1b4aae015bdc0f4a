import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Import,
  importsOf,
  ROOT,
  type SourceFile,
  sourceFiles,
  targetOf,
  withoutComments,
} from './source-files.ts';

/** What each package may import, beside its own files. The collector's own dependencies have a table of their own. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  fold: ['@kith/protocol'],
  browser: ['@kith/protocol'],
  collector: ['@kith/protocol', '@kith/fold', 'node:'],
  explorer: ['preact', 'preact/hooks', 'preact-iso', 'uplot', 'uplot/dist/uPlot.min.css'],
};

/** Which files of the collector may import a dependency, and how many of them. */
const DEPENDENCIES: Readonly<Record<string, { readonly files: RegExp; readonly most?: number }>> = {
  fastify: { files: /^(app|serve|main|collect\/.+|read\/.+)\.ts$/ },
  '@fastify/cors': { files: /^app\.ts$/ },
  '@fastify/rate-limit': { files: /^collect\/.+\.ts$/, most: 1 },
  '@fastify/static': { files: /^read\/ex(ample|plorer)\.ts$/ },
  '@fastify/swagger': { files: /^read\/.+\.ts$/, most: 1 },
  '@fastify/swagger-ui': { files: /^read\/.+\.ts$/, most: 1 },
  'better-sqlite3': { files: /^persist\/.+\.ts$/ },
  'csv-parse': { files: /^collect\/.+\.ts$/, most: 1 },
  'geoip-lite': { files: /^enrich\/.+\.ts$/, most: 1 },
  hucre: { files: /^read\/.+\.ts$/, most: 1 },
  isbot: { files: /^enrich\/.+\.ts$/, most: 1 },
  maxmind: { files: /^enrich\/.+\.ts$/, most: 1 },
  pino: { files: /^(main|serve)\.ts$/ },
  'prom-client': { files: /^read\/.+\.ts$/, most: 1 },
  'ua-parser-js': { files: /^enrich\/.+\.ts$/, most: 1 },
};

/** Which stages of the collector a stage may call, and of which it may know the types. Data flows in the order of the table. */
const STAGES: Readonly<Record<string, { readonly calls: readonly string[]; readonly knows: readonly string[] }>> = {
  collect: { calls: [], knows: ['enrich'] },
  enrich: { calls: ['collect'], knows: [] },
  fold: { calls: ['persist'], knows: [] },
  persist: { calls: [], knows: ['collect', 'enrich'] },
  read: { calls: ['collect', 'fold', 'persist'], knows: [] },
};

/** Longest source file, in lines: a longer one holds more than one concept. */
const MAX_LINES = 300;

const COLLECTOR = 'packages/collector/src/';

/** A rule about source files: it finds what breaks it, and examples that must be found. */
interface Rule {
  readonly name: string;
  readonly violations: (files: readonly SourceFile[]) => string[];
  /** Sets of files with one violation each. */
  readonly planted: readonly (readonly SourceFile[])[];
}

const RULES: readonly Rule[] = [
  {
    name: 'a package imports only the packages below it',
    violations: (files) => importsIn(files, 'packages/').filter(isForeign).filter(leavesItsPackage).map(describeImport),
    planted: [
      [file('packages/fold/src/planted.ts', "import { track } from '@kith/browser';")],
      [file('packages/protocol/src/planted.ts', "import { hash } from 'node:crypto';")],
      [file('packages/browser/src/planted.ts', "import type { Event } from '@kith/fold';")],
      [file(`${COLLECTOR}planted.ts`, "import express from 'express';")],
    ],
  },
  {
    name: 'nobody imports the collector',
    violations: (files) =>
      importsIn(files)
        .filter(({ specifier }) => specifier.startsWith('@kith/collector'))
        .map(describeImport),
    planted: [[file('examples/planted/index.ts', "import { buildApp } from '@kith/collector';")]],
  },
  {
    name: 'a relative import stays in its package and ends in .ts, .tsx or .css',
    violations: (files) =>
      importsIn(files)
        .filter((entry) => !isForeign(entry) && (!/\.(tsx?|css)$/.test(entry.specifier) || leavesItsFolder(entry)))
        .map(describeImport),
    planted: [
      [file('packages/browser/src/planted.ts', "export { track } from './track';")],
      [file(`${COLLECTOR}planted.ts`, "import { track } from '../../browser/src/track.ts';")],
      [file(`${COLLECTOR}planted.ts`, "const track = await import('../../browser/src/track.ts');")],
    ],
  },
  {
    name: 'each dependency of the collector is imported where it belongs',
    violations: (files) => Object.entries(importersByDependency(files)).flatMap(misplaced),
    planted: [
      [file(`${COLLECTOR}fold/planted.ts`, "import Database from 'better-sqlite3';")],
      [file(`${COLLECTOR}enrich/planted.ts`, "import type { FastifyRequest } from 'fastify';")],
      [
        file(`${COLLECTOR}enrich/planted-1.ts`, "import { isbot } from 'isbot';"),
        file(`${COLLECTOR}enrich/planted-2.ts`, "import { isbot } from 'isbot';"),
      ],
    ],
  },
  {
    name: 'the stages of the collector call each other only in one direction',
    violations: (files) => importsIn(files, COLLECTOR).filter(crossesStages).map(describeImport),
    planted: [
      [file(`${COLLECTOR}persist/planted.ts`, "import { readMessages } from '../collect/read-messages.ts';")],
      [file(`${COLLECTOR}collect/planted.ts`, "import { enricher } from '../enrich/enrich.ts';")],
      [file(`${COLLECTOR}enrich/planted.ts`, "import type { Db } from '../persist/database.ts';")],
      [file(`${COLLECTOR}read/planted.ts`, "import { startWriter } from '../writer.ts';")],
    ],
  },
  {
    name: 'the fold and the protocol have no clock, no chance, no platform',
    violations: (files) => filesIn(files, 'packages/fold/', 'packages/protocol/').flatMap(impurities),
    planted: [
      [file('packages/fold/src/planted.ts', 'export const startedAt: number = Date.now();')],
      [file('packages/fold/src/planted.ts', 'export const order: number = Math.random();')],
      [file('packages/fold/src/planted.ts', "import { hash } from 'node:crypto';")],
    ],
  },
  {
    name: 'only configuration files have a default export, and no index re-exports everything',
    violations: (files) =>
      files
        .filter(({ text }) => /^export\s+(default\b|\*)/m.test(withoutComments(text)))
        .map(({ path }) => `${path} has an unnamed export`),
    planted: [
      [file('packages/protocol/src/planted.ts', "export * from './time.ts';")],
      [file('packages/protocol/src/planted.ts', 'export default 1;')],
    ],
  },
  {
    name: `a source file has at most ${MAX_LINES} lines`,
    violations: (files) =>
      files
        .map(({ path, text }) => ({ path, count: text.trimEnd().split('\n').length }))
        .filter(({ count }) => count > MAX_LINES)
        .map(({ path, count }) => `${path} has ${count} lines`),
    planted: [[file('packages/protocol/src/planted.ts', 'export {};\n'.repeat(MAX_LINES + 1))]],
  },
];

const SOURCES = sourceFiles(
  'packages/*/src/**/*.{ts,tsx}',
  'packages/*/*.ts',
  'examples/*/*.ts',
  'examples/*/src/**/*.ts',
);

describe('boundaries', () => {
  it.each(RULES)('$name', ({ violations }) => {
    expect(violations(SOURCES)).toEqual([]);
  });

  it.each(RULES)('would notice a breach of: $name', ({ violations, planted }) => {
    for (const files of planted) expect(violations(files), files[0]?.text).toHaveLength(1);
  });

  it('every stage, package and dependency has its row', () => {
    const packages = new Set(
      SOURCES.map(({ path }) => path).flatMap((path) => /^packages\/([^/]+)/.exec(path)?.[1] ?? []),
    );
    expect([...packages].sort()).toEqual(Object.keys(PACKAGES).sort());
    const folders = new Set(filesIn(SOURCES, COLLECTOR).flatMap(({ path }) => stageOf(path) ?? []));
    expect([...folders].filter((folder) => folder !== 'cli').sort()).toEqual(Object.keys(STAGES).sort());
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(`${ROOT}packages/collector/package.json`, 'utf8'),
    );
    const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
      (name) => !name.startsWith('@kith/'),
    );
    expect(names.sort()).toEqual(Object.keys(DEPENDENCIES).sort());
  });
});

function file(path: string, text: string): SourceFile {
  return { path, text };
}

function filesIn(files: readonly SourceFile[], ...folders: string[]): SourceFile[] {
  return files.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
}

function importsIn(files: readonly SourceFile[], folder = ''): Import[] {
  return filesIn(files, folder).flatMap(importsOf);
}

function isForeign({ specifier }: Import): boolean {
  return !specifier.startsWith('.');
}

function describeImport({ from, specifier, isType }: Import): string {
  return `${from.path} imports ${isType ? 'a type of ' : ''}${specifier}`;
}

/** Sources only: what builds or tests a package may use what it likes. */
function leavesItsPackage({ from, specifier }: Import): boolean {
  const name = /^packages\/([^/]+)\/src\//.exec(from.path)?.[1];
  if (name === undefined) return false;
  if (name === 'collector' && dependencyOf(specifier) in DEPENDENCIES) return false;
  return !PACKAGES[name]?.some((allowed) =>
    allowed === 'node:' ? specifier.startsWith(allowed) : specifier === allowed,
  );
}

function leavesItsFolder(entry: Import): boolean {
  const [kind = '', name = ''] = entry.from.path.split('/');
  return !targetOf(entry).startsWith(`${kind}/${name}/`);
}

function dependencyOf(specifier: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

function importersByDependency(files: readonly SourceFile[]): Record<string, string[]> {
  const importers = Object.groupBy(importsIn(files, COLLECTOR), ({ specifier }) => dependencyOf(specifier));
  return Object.fromEntries(
    Object.keys(DEPENDENCIES).map((name) => [
      name,
      [...new Set(importers[name]?.map(({ from }) => from.path.slice(COLLECTOR.length)))],
    ]),
  );
}

function misplaced([name, paths]: [string, string[]]): string[] {
  const { files = /./, most = Number.POSITIVE_INFINITY } = DEPENDENCIES[name] ?? {};
  const strays = paths.filter((path) => !files.test(path)).map((path) => `${path} imports ${name}`);
  return paths.length > most ? [...strays, `${name} is imported by ${paths.join(', ')}`] : strays;
}

/** The first folder below the collector's sources; undefined for its top-level files. */
function stageOf(path: string): string | undefined {
  return /^packages\/collector\/src\/([^/]+)\//.exec(path)?.[1];
}

function crossesStages(entry: Import): boolean {
  const stage = stageOf(entry.from.path);
  const rules = stage === undefined ? undefined : STAGES[stage];
  if (!rules || isForeign(entry)) return false;
  const path = targetOf(entry);
  const target = stageOf(path);
  if (target === stage || path === `${COLLECTOR}config.ts`) return false;
  return target === undefined || !(rules.calls.includes(target) || (entry.isType && rules.knows.includes(target)));
}

/** What makes the same events fold differently on another day or another machine. */
const IMPURE =
  /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.|crypto\.|process\.|setTimeout|setInterval|queueMicrotask|fetch\(|console\.|localeCompare|toLocale\w+|Intl\.)|['"]node:/g;

function impurities({ path, text }: SourceFile): string[] {
  return [...withoutComments(text).matchAll(IMPURE)].map(([what]) => `${path} uses ${what}`);
}
