import { type Event, type Store, streamOf } from '@kith/fold';
import { isObject, isRejection, parseTime, readIdentifier } from '@kith/protocol';
import type { Db } from './database.ts';
import { erasureHash, hasErasures, type KeyedHash } from './erasure-secret.ts';
import { steady } from './steady.ts';

/** What was deleted for good, as far as it must be known to keep it away: times, and keyed hashes. */
export interface Erased {
  /** Whether a message belongs to what was erased or has expired, and must not be stored. */
  readonly fateOf: (event: Event) => 'erased' | 'expired' | undefined;
  /** Whether messages of a time, in ms since 1970, have expired, even if some are not deleted yet. */
  readonly hasExpired: (t: number) => boolean;
  /** Whether the JSON of a refused message names somebody who was erased. */
  readonly isNamedIn: (body: string) => boolean;
}

/** How long a decision of kind `erase` keeps messages away, by the hash of each identifier. */
export interface ErasedValue {
  /** In ms since 1970. */
  readonly until: number;
  readonly forever: boolean;
  readonly ids: readonly string[];
}

/** What a message id is hashed as. */
export function messageText(stream: string, messageId: string): string {
  return JSON.stringify([stream, messageId]);
}

/** What the anonymous messages of a device are hashed as, where the device itself was not erased. */
export function anonymousText(device: string): string {
  return `-:${device}`;
}

/** Hashes kept in memory: the devices and people a collector hears from again and again. */
const MEMO_SIZE = 20_000;

interface Suppression {
  readonly until: number;
  readonly forever: boolean;
}

/** Reads what was erased from a database so far, and what has expired. Valid until the next such decision. */
export function readErased(db: Db): Erased {
  if (!hasErasures(db)) return { fateOf: () => undefined, hasExpired: () => false, isNamedIn: () => false };
  const hash = erasureHash(db);
  const suppressions = readSuppressions(db);
  const byId = memoised((text) => suppressions.get(hash(text)));
  const erased = hashedMessages(db, hash, 'erased_messages');
  const expired = hashedMessages(db, hash, 'expired_messages');
  const expiryTime = expiredBefore(db);
  return {
    fateOf(event) {
      if (isSuppressed(event, byId) || erased(event)) return 'erased';
      return event.t < expiryTime || expired(event) ? 'expired' : undefined;
    },
    hasExpired: (t) => t < expiryTime,
    isNamedIn: (body) => identifiersIn(body).some((text) => byId(text) !== undefined),
  };
}

function hashedMessages(db: Db, hash: KeyedHash, table: string): (event: Event) => boolean {
  const anyOfStream = db
    .prepare<[string], number>(steady(`SELECT 1 FROM ${table} WHERE stream_hash = ? LIMIT 1`))
    .pluck();
  const hasMessages = memoised((stream) => anyOfStream.get(hash(stream)) !== undefined);
  const message = db
    .prepare<[string, string], number>(steady(`SELECT 1 FROM ${table} WHERE stream_hash = ? AND message_hash = ?`))
    .pluck();
  return (event) => {
    const stream = streamOf(event);
    if (!hasMessages(stream)) return false;
    return message.get(hash(stream), hash(messageText(stream, event.messageId))) !== undefined;
  };
}

/**
 * Before when everything has expired (or everybody who was not seen since), in ms since 1970; minus infinity where nothing has. The
 * latest decision counts: nothing comes back.
 */
export function expiredBefore(db: Db, inactive: boolean = false): number {
  const before = db
    .prepare<[number], string | null>(
      `SELECT max(json_extract(value, '$.before')) FROM decisions
       WHERE kind = 'expire' AND coalesce(json_extract(value, '$.inactive'), 0) = ?`,
    )
    .pluck()
    .get(Number(inactive));
  return parseTime(before)?.ms ?? Number.NEGATIVE_INFINITY;
}

function isSuppressed(event: Event, byId: (text: string) => Suppression | undefined): boolean {
  const { type, userId, anonymousId, previousId, t } = event;
  const owner = userId === null ? `a:${anonymousId}` : `u:${userId}`;
  const named = [
    owner,
    ...(userId !== null && anonymousId !== null ? [`a:${anonymousId}`] : []),
    ...(userId === null && anonymousId !== null ? [anonymousText(anonymousId)] : []),
    ...(type !== 'alias' || previousId === null ? [] : [`u:${previousId}`, `a:${previousId}`]),
  ];
  return named.some((text) => {
    const found = byId(text);
    // What comes later is kept away only where it is the erased person's own.
    return found && (t <= found.until || (found.forever && (text === owner || text.startsWith('-:'))));
  });
}

function readSuppressions(db: Db): Map<string, Suppression> {
  const found = new Map<string, Suppression>();
  const values = db.prepare<[], string>("SELECT value FROM decisions WHERE kind = 'erase'").pluck();
  for (const text of values.iterate()) {
    const { until, forever, ids }: ErasedValue = JSON.parse(text);
    for (const id of ids) {
      const other = found.get(id);
      found.set(id, { until: Math.max(until, other?.until ?? until), forever: forever || other?.forever === true });
    }
  }
  return found;
}

const NAMES = ['userId', 'anonymousId', 'previousId'] as const;

/** The identities that the JSON of a refused message may name. */
export function identifiersIn(body: string): string[] {
  const message: unknown = JSON.parse(body);
  if (!isObject(message)) return [];
  return NAMES.flatMap((name) => {
    const identifier = readIdentifier(message[name], name);
    return identifier === null || isRejection(identifier) ? [] : [`u:${identifier}`, `a:${identifier}`];
  });
}

function memoised<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) return known.get(text) as T;
    if (known.size >= MEMO_SIZE) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}

/** The erased people who claimed devices, for the fold. Valid until the next erasure. */
export function erasedClaims(db: Db): Pick<Store, 'erasedClaimerCount'> {
  if (!hasErasures(db)) return { erasedClaimerCount: () => 0 };
  const hash: KeyedHash = memoised(erasureHash(db));
  const claims = db.prepare<[string], { decision_id: number; user_hash: string }>(
    steady('SELECT decision_id, user_hash FROM erased_claims WHERE stream_hash = ?'),
  );
  return {
    erasedClaimerCount(stream, users) {
      const rows = claims.all(hash(stream));
      if (rows.length === 0) return 0;
      const present = new Set(users.map((user) => hash(`u:${user}`)));
      const isBack = new Set(rows.filter((row) => present.has(row.user_hash)).map((row) => row.decision_id));
      return new Set(rows.map((row) => row.decision_id).filter((id) => !isBack.has(id))).size;
    },
  };
}
