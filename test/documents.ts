import { type SourceFile, sourceFiles } from './source-files.ts';

/** Every document of the repository. */
export const DOCUMENTS: readonly SourceFile[] = sourceFiles(
  '*.md',
  'docs/**/*.md',
  'examples/*/*.md',
  'packages/*/*.md',
);

/** One query in a document. */
export interface DocumentedQuery {
  /** Where it is, as `docs/data-model.md:42`. */
  readonly place: string;
  readonly sql: string;
}

/** The fenced blocks of a language in a document. */
export function blocksOf({ path, text }: SourceFile, language: string): { place: string; code: string }[] {
  const pattern = new RegExp(`^[ ]*\`\`\`${language}\\n(.*?)^[ ]*\`\`\`$`, 'gms');
  return Array.from(text.matchAll(pattern), ({ 1: code = '', index }) => ({
    place: `${path}:${text.slice(0, index).split('\n').length}`,
    code,
  }));
}

/** Whole statements: the `sql` blocks of a document. */
export function statementsOf(document: SourceFile): DocumentedQuery[] {
  return blocksOf(document, 'sql').map(({ place, code }) => ({ place, sql: code }));
}

/** Queries that are arguments of a command, `kith sql "select …"`, in the `sh` blocks of a document. */
export function quotedQueriesOf(document: SourceFile): DocumentedQuery[] {
  return blocksOf(document, 'sh').flatMap(({ place, code }) =>
    Array.from(code.matchAll(/"((?:select|with)\s[^"]+)"/gi), ([, sql = '']) => ({ place, sql })),
  );
}

/** A part of a document, from one heading to the next. */
export interface Section {
  readonly heading: string;
  readonly text: string;
}

/** The sections of a document. Lines of code that begin with `#` are not told apart from headings. */
export function sectionsOf({ text }: SourceFile): Section[] {
  return text
    .split(/^(?=#+ )/m)
    .map((section) => ({ heading: /^#+ (.+)\n/.exec(section)?.[1] ?? '', text: section }))
    .filter(({ heading }) => heading !== '');
}

/** The `sql` blocks of a document by the heading above them. */
export function statementsByHeading(document: SourceFile): Map<string, string[]> {
  const sections = sectionsOf(document).map(({ heading, text }): [string, string[]] => [
    heading,
    statementsOf({ path: document.path, text }).map(({ sql }) => sql),
  ]);
  return new Map(sections.filter(([, statements]) => statements.length > 0));
}

/** A `kith` command in an `sh` block of its own, and the `text` block right below it: what it prints. */
export interface CommandExample {
  readonly command: string;
  readonly output: string | undefined;
}

/** The examples of commands in a document. */
export function commandExamplesOf({ text }: SourceFile): CommandExample[] {
  return Array.from(
    text.matchAll(/^```sh\nkith (.+)\n```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm),
    ([, command = '', output]) => ({ command, output }),
  );
}

/** A relation as a document describes it: its columns with what is said about each. */
export interface DocumentedRelation {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly meaning: string }[];
}

/**
 * The relations of a document: a heading that is a name in backticks, and below it a table of columns, or a sentence which
 * says that it has the columns of another one.
 */
export function relationsOf({ text }: SourceFile): DocumentedRelation[] {
  const relations = text
    .split(/^(?=#{1,3} )/m)
    .map((section) => ({ name: /^### `(\w+)`\n/.exec(section)?.[1], section }))
    .filter((entry): entry is { name: string; section: string } => entry.name !== undefined)
    .map(({ name, section }) => ({
      name,
      model: /has the columns of\s\[`(\w+)`\]/.exec(section)?.[1],
      columns: Array.from(section.matchAll(/^\| (`[^|]+`) *\| (.*) \|$/gm), ([, names = '', meaning = '']) =>
        Array.from(names.matchAll(/`(\w+)`/g), ([, column = '']) => ({ name: column, meaning: meaning.trim() })),
      ).flat(),
    }));
  const columnsOf = (wanted: string) => relations.find(({ name }) => name === wanted)?.columns ?? [];
  return relations.map(({ name, model, columns }) => ({ name, columns: model ? columnsOf(model) : columns }));
}

/** Names of environment variables that begin with `KITH_`. */
export function variablesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/\bKITH_[A-Z_]+\b/g), ([name]) => name));
}

/** Links of a document to files and headings of the repository. */
export function linksOf({ text }: SourceFile): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link).filter((link) => !/^\w+:/.test(link));
}

/** The anchors of a document's headings, as code hosts make them. */
export function anchorsOf({ text }: SourceFile): Set<string> {
  const headings = Array.from(
    text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm),
    ([, heading = '']) => heading,
  );
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
