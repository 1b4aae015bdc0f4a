import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a command as its user does: a process of its own, without settings in its environment. */
export function kith(flags: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...flags],
      { env: { PATH: process.env.PATH } },
      (_error, out, error) => resolve({ code: child.exitCode, out, error }),
    );
    child.stdin?.end(input);
  });
}
