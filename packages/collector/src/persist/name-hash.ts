import { hash } from 'node:crypto';

/** What a name is known by, a number that JavaScript and SQLite hold exactly. Two in a million names may share one. */
export function nameHash(name: string): number {
  return Number.parseInt(hash('sha256', name, 'hex').slice(0, 12), 16);
}
