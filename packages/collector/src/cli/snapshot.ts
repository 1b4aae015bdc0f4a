import { copyCommand } from './backup.ts';

const USAGE = `Usage: kith snapshot FILE [--db FILE]

Copies the database as it is at this moment into FILE for people who ask it questions: read-only, for its owner and their group,
in the place of the last one, which programs that have it open go on reading. A running server goes on meanwhile.
`;

/** `kith snapshot`: copies the database for those who only read. */
export function snapshotCommand(flags: readonly string[]): Promise<void> {
  return copyCommand({ name: 'snapshot', usage: USAGE, options: { mayReplace: true, mode: 0o440 } }, flags);
}
