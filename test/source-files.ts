import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root of the repository, with a trailing slash. */
export const ROOT: string = fileURLToPath(new URL('../', import.meta.url));

/** A file of the repository. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** One import of a file, or a re-export. */
export interface Import {
  readonly from: SourceFile;
  readonly specifier: string;
  /** Erased before the code runs. */
  readonly isType: boolean;
}

/** The files of the repository that match a glob, sorted by path; what is built or installed is left out. */
export function sourceFiles(...patterns: string[]): SourceFile[] {
  const isForeign = (path: string) => /(^|\/)(node_modules|dist)(\/|$)/.test(path);
  return globSync(patterns, { cwd: ROOT, exclude: isForeign })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));
}

const FROM = /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*(['"])(.+?)\2/gm;
const BARE = /^\s*import\s*(['"])(.+?)\1/gm;
const DYNAMIC = /\bimport\s*\(\s*(['"`])(.+?)\1/g;

/** What a file imports. Comments are not looked at. */
export function importsOf(from: SourceFile): Import[] {
  const code = withoutComments(from.text);
  return [
    ...Array.from(code.matchAll(FROM), ([, type, , specifier = '']) => ({
      from,
      specifier,
      isType: type !== undefined,
    })),
    ...Array.from(code.matchAll(BARE), ([, , specifier = '']) => ({ from, specifier, isType: false })),
    ...Array.from(code.matchAll(DYNAMIC), ([, , specifier = '']) => ({ from, specifier, isType: false })),
  ];
}

/** The code of a file without block comments and lines that are comments. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The path a relative import leads to, from the root of the repository. */
export function targetOf({ from, specifier }: Import): string {
  return new URL(specifier, `file:///${from.path}`).pathname.slice(1);
}
