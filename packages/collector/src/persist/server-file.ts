import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Where the server that writes a database listens, for commands run beside it. */
export interface ServerFile {
  readonly address: string;
}

/** Notes beside the database where its server listens. @returns a function that takes the note away. */
export function writeServerFile(database: string, server: ServerFile): () => void {
  if (database === ':memory:') return () => {};
  writeFileSync(pathOf(database), JSON.stringify(server), { mode: 0o600 });
  return () => rmSync(pathOf(database), { force: true });
}

/** Reads the note; undefined when there is none. It may be left over from a server that was killed. */
export function readServerFile(database: string): ServerFile | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(database), 'utf8'));
  } catch {
    return undefined;
  }
}

function pathOf(database: string): string {
  return `${database}.server.json`;
}
