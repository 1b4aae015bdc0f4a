import type { Expire } from '@kith/fold';
import type { Db } from './database.ts';

/** An expiry that has been decided and is not over. */
export interface Expiring {
  /** What was decided. */
  readonly decision: Expire;
  readonly decisionId: number;
  /** The seq of the last message that it concerns: what came later, others have decided about. */
  readonly until: number;
  /** What came up to here is dealt with. */
  readonly done: number;
  /** About how far it is on the way to `until`. */
  readonly position: number;
  /** Deleted so far. */
  readonly eventCount: number;
  /** Profiles that are gone so far. */
  readonly profileCount: number;
}

/** Reads which expiry is not over, be it under way or interrupted. */
export function readExpiring(db: Db): Expiring | undefined {
  const value = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'expiring'").pluck().get();
  return value === undefined ? undefined : JSON.parse(value);
}

/** Notes how far an expiry is, or that none is under way. Call in the transaction that brought it there. */
export function noteExpiring(db: Db, expiring: Expiring | undefined): void {
  if (expiring === undefined) db.exec("DELETE FROM meta WHERE name = 'expiring'");
  else db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('expiring', ?)").run(JSON.stringify(expiring));
}

/** A number that differs after each slice of an expiry, to tell whether anything was deleted since a table was folded. */
export function expiringMark(db: Db): number {
  return readExpiring(db)?.eventCount ?? -1;
}

/** A message that may have expired. */
export interface OldMessage {
  readonly seq: number;
  readonly stream: string;
  /** ms since 1970. */
  readonly t: number;
}

/** Finds messages from before a time, in ms since 1970, among those that came after one and up to another. */
export function messagesBefore(db: Db): (before: number, after: number, to: number) => OldMessage[] {
  const found = db.prepare<[number, number, number], OldMessage>(
    'SELECT seq, stream, t FROM event_log WHERE t < ? AND seq > ? AND seq <= ?',
  );
  return (before, after, to) => found.all(before, after, to);
}
