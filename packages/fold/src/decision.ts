import { formatTime, isObject, parseTime } from '@kith/protocol';
import { type Enforcement, FOR_EVER } from './enforcement.ts';
import { DEFAULT_RULES, type IdentityPolicy, type Merge, mergesByIdentity, pairKey, type Rules } from './rules.ts';
import { traitKey } from './trait.ts';

/** `u:<userId>` or `a:<anonymousId>`. */
export type Identity = string;

/** What an operator can decide. */
export type Decision =
  | { readonly kind: 'merge'; readonly identity: Identity; readonly other: Identity }
  | { readonly kind: 'unlink'; readonly identity: Identity; readonly other: Identity }
  | { readonly kind: 'undo'; readonly decisionId: number }
  | { readonly kind: 'control' | 'exclude' | 'test'; readonly identity: Identity; readonly value: boolean }
  | { readonly kind: 'reset'; readonly identity: Identity; readonly at: string }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | Define
  | SaveSegment
  | Erase
  | Expire
  | { readonly kind: 'mapping'; readonly event: string; readonly property: string; readonly trait: string | null };

/** What an event or a trait is called. What is left out stays as it was decided last; an empty text takes it back. */
export interface Define {
  readonly kind: 'define';
  readonly subject: 'event' | 'trait';
  /** Of the event, or the key of the trait. */
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  /** Whether lists leave it out. */
  readonly is_hidden?: boolean;
}

/** A filter under a name. The filter is checked where filters are understood; to the fold it is text. */
export interface SaveSegment {
  readonly kind: 'segment';
  readonly segment_id: string;
  readonly name: string;
  readonly subject: 'accounts' | 'profiles';
  /** Null ends the segment. */
  readonly filter: object | null;
}

/** Everything of a person is deleted, and stays deleted. The one decision that cannot be undone. */
export interface Erase {
  readonly kind: 'erase';
  readonly identity: Identity;
  /** Messages up to this time; null up to now and all that is stored. */
  readonly at: string | null;
  /** Whether what the person does later is dropped too. */
  readonly forever: boolean;
}

/**
 * Every message from before a time is deleted, and stays away; or all of people of whom nothing is known since. Like an erasure it
 * cannot be undone.
 */
export interface Expire {
  readonly kind: 'expire';
  /** Of the event. */
  readonly before: string;
  /** Whether it is about people not seen since, instead of messages. */
  readonly inactive?: true;
}

/** Settings that apply to all history. What is left out stays as it was decided last. */
export interface Policy {
  readonly identity_policy?: IdentityPolicy;
  readonly session_gap_ms?: number;
  readonly anonymous_profiles?: 'all' | 'none' | 'survey';
}

/** A row of `decisions`. */
export interface DecisionRow {
  readonly decision_id: number;
  /** `enforce` is decided by a setting, when the server starts. */
  readonly kind: Decision['kind'] | 'enforce';
  readonly identity: string | null;
  readonly other_identity: string | null;
  readonly value: string | null;
  readonly decided_at: string;
}

/** A decision that cannot be taken; the message says why and what to do. */
export class DecisionError extends Error {
  override readonly name = 'DecisionError';
}

const IDENTITY_POLICIES: ReadonlySet<unknown> = new Set(['device', 'first-device', 'none', 'session']);
const ANONYMOUS_PROFILES: ReadonlySet<unknown> = new Set(['all', 'none', 'survey']);
const MAX_TEXT_LENGTH = 1_000;
const MAX_SESSION_GAP_MS = 86_400_000;

/**
 * Reads a decision from JSON.
 * @throws DecisionError where something is missing or makes no sense.
 */
export function readDecision(input: unknown, now: number): Decision {
  if (!isObject(input)) throw new DecisionError('a decision is a JSON object');
  const { kind } = input;
  if (kind === 'merge' || kind === 'unlink') {
    const [identity, other] = [readIdentity(input.identity), readIdentity(input.other)];
    if (identity === other || (identity.startsWith('a:') && other.startsWith('a:'))) {
      throw new DecisionError(`${kind} takes a user and a device, or two users, as u:ann and a:8f0c`);
    }
    return { kind, identity, other };
  }
  if (kind === 'undo') {
    if (!Number.isSafeInteger(input.decisionId)) throw new DecisionError('undo takes the decisionId to be undone');
    return { kind, decisionId: Number(input.decisionId) };
  }
  if (kind === 'exclude' || kind === 'test' || kind === 'control') {
    return { kind, identity: readIdentity(input.identity), value: input.value !== false };
  }
  if (kind === 'reset') {
    const at = input.at === undefined ? now : parseTime(input.at)?.ms;
    if (at === undefined) throw new DecisionError('at must be an ISO-8601 time');
    return { kind, identity: readIdentity(input.identity), at: formatTime(at) };
  }
  if (kind === 'erase') {
    const at = input.at === undefined || input.at === null ? null : parseTime(input.at)?.ms;
    if (at === undefined) throw new DecisionError('at must be an ISO-8601 time');
    if (at !== null && at > now) throw new DecisionError('at lies in the future: forever drops what comes later');
    const identity = readIdentity(input.identity);
    return { kind, identity, at: at === null ? null : formatTime(at), forever: input.forever === true };
  }
  if (kind === 'policy') return { kind, policy: readPolicy(input.policy) };
  if (kind === 'mapping') {
    const { event, property, trait } = input;
    if (typeof event !== 'string' || typeof property !== 'string' || !(typeof trait === 'string' || trait === null)) {
      throw new DecisionError('mapping takes an event, one of its properties, and the trait (null ends it)');
    }
    return { kind, event, property, trait };
  }
  if (kind === 'expire') {
    const before = parseTime(input.before)?.ms;
    if (before === undefined) throw new DecisionError('before must be an ISO-8601 time');
    if (before > now) throw new DecisionError('before lies in the future: what comes later cannot be too old');
    return { kind, before: formatTime(before), ...(input.inactive === true && { inactive: true }) };
  }
  if (kind === 'define') return readDefine(input);
  if (kind === 'segment') return readSegment(input);
  throw new DecisionError(
    'kind must be unlink, merge, undo, exclude, test, control, reset, policy, mapping, define, segment, erase or expire',
  );
}

function readSegment(input: Readonly<Record<string, unknown>>): SaveSegment {
  const { segment_id: id, name = id, subject = 'profiles', filter } = input;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) {
    throw new DecisionError('segment_id must be 1 to 64 small letters, digits and hyphens');
  }
  if (typeof name !== 'string' || name === '' || name.length > MAX_TEXT_LENGTH) {
    throw new DecisionError(`name must be a text of at most ${MAX_TEXT_LENGTH} characters`);
  }
  if (subject !== 'profiles' && subject !== 'accounts') throw new DecisionError('subject is profiles or accounts');
  if (filter !== null && !isObject(filter)) throw new DecisionError('filter must be a filter; null ends the segment');
  return { kind: 'segment', segment_id: id, name, subject, filter };
}

function readDefine(input: Readonly<Record<string, unknown>>): Define {
  const { subject, name, label, description, is_hidden } = input;
  if ((subject !== 'event' && subject !== 'trait') || typeof name !== 'string' || name === '') {
    throw new DecisionError('define takes event or trait, and its name');
  }
  for (const text of [label, description]) {
    if (text !== undefined && (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH)) {
      throw new DecisionError(`label and description are texts of at most ${MAX_TEXT_LENGTH} characters`);
    }
  }
  if (is_hidden !== undefined && typeof is_hidden !== 'boolean') throw new DecisionError('is_hidden is true or false');
  const said = {
    ...(label !== undefined && { label: String(label) }),
    ...(description !== undefined && { description: String(description) }),
    ...(is_hidden !== undefined && { is_hidden }),
  };
  if (Object.keys(said).length === 0) throw new DecisionError('define must say label, description or is_hidden');
  return { kind: 'define', subject, name: subject === 'trait' ? traitKey(name) : name, ...said };
}

function readIdentity(value: unknown): Identity {
  if (typeof value === 'string' && isIdentity(value)) return value;
  throw new DecisionError(`${JSON.stringify(value)} is no identity: write u:<userId> or a:<anonymousId>`);
}

function isIdentity(text: string): boolean {
  return /^[ua]:./s.test(text);
}

function readPolicy(input: unknown): Policy {
  if (!isObject(input)) throw new DecisionError('policy must be a JSON object');
  const { identity_policy: identity, session_gap_ms: gap, anonymous_profiles: anonymous, ...others } = input;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new DecisionError(`there is no policy named ${unknown}`);
  if (identity === undefined && gap === undefined && anonymous === undefined) {
    throw new DecisionError('policy must say what to change: identity_policy, session_gap_ms or anonymous_profiles');
  }
  if (identity !== undefined && !IDENTITY_POLICIES.has(identity)) {
    throw new DecisionError('identity_policy must be device, first-device, session or none');
  }
  if (anonymous !== undefined && !ANONYMOUS_PROFILES.has(anonymous)) {
    throw new DecisionError('anonymous_profiles must be all, survey or none');
  }
  if (gap !== undefined && !(Number.isSafeInteger(gap) && Number(gap) > 0 && Number(gap) <= MAX_SESSION_GAP_MS)) {
    throw new DecisionError('session_gap_ms must be a number of milliseconds up to a day');
  }
  return input as Policy;
}

/** The columns of a decision. Those of an erasure do not say whom it concerns. */
export function decisionColumns(
  decision: Decision,
): Pick<DecisionRow, 'identity' | 'kind' | 'other_identity' | 'value'> {
  const { kind } = decision;
  const row = { kind, identity: null, other_identity: null, value: null };
  if (kind === 'merge' || kind === 'unlink') {
    return { ...row, identity: decision.identity, other_identity: decision.other };
  }
  if (kind === 'undo') return { ...row, value: String(decision.decisionId) };
  if (kind === 'erase') return { ...row, value: JSON.stringify({ at: decision.at, forever: decision.forever }) };
  if (kind === 'expire') {
    const { kind: _, ...value } = decision;
    return { ...row, value: JSON.stringify(value) };
  }
  if (kind === 'reset') return { ...row, identity: decision.identity, value: decision.at };
  if (kind === 'policy') return { ...row, value: JSON.stringify(decision.policy) };
  if (kind === 'define') {
    const { kind: _, ...value } = decision;
    return { ...row, value: JSON.stringify(value) };
  }
  if (kind === 'segment') {
    const { segment_id: identity, name, subject, filter } = decision;
    return { ...row, identity, value: JSON.stringify({ name, subject, filter }) };
  }
  if (kind === 'mapping') {
    const { event, property, trait } = decision;
    return { ...row, value: JSON.stringify({ event, property, trait }) };
  }
  return { ...row, identity: decision.identity, value: decision.value ? '1' : '0' };
}

/** The rules that decisions make. @param rows the standing decisions (those not undone), by id. */
export function rulesOf(rows: readonly DecisionRow[]): Rules {
  const unlinked = new Set<string>();
  const merges = new Map<string, Merge>();
  const mappings = new Map<string, Map<string, string>>();
  const enforced: Enforcement[] = [];
  let { identityPolicy, sessionGapMs } = DEFAULT_RULES;
  for (const row of rows) {
    const { kind, identity, other_identity: other, value, decided_at } = row;
    if (kind === 'enforce') enforce(enforced, value === '1', parseTime(decided_at)?.ms ?? 0);
    // What named somebody who was erased does so by a hash now, and separates and joins nobody.
    if (identity && other && isIdentity(identity) && isIdentity(other)) {
      const pair = pairKey(identity, other);
      unlinked.delete(pair);
      merges.delete(pair);
      if (kind === 'unlink') unlinked.add(pair);
      else merges.set(pair, mergeOf(row, identity, other));
    }
    if (kind === 'policy' && value) {
      const policy: Policy = JSON.parse(value);
      identityPolicy = policy.identity_policy ?? identityPolicy;
      sessionGapMs = policy.session_gap_ms ?? sessionGapMs;
    }
    if (kind === 'mapping' && value) {
      const { event, property, trait } = JSON.parse(value) as { event: string; property: string; trait: string | null };
      const properties = mappings.get(event) ?? new Map<string, string>();
      if (trait === null) properties.delete(property);
      else properties.set(property, trait);
      if (properties.size > 0) mappings.set(event, properties);
      else mappings.delete(event);
    }
  }
  return { identityPolicy, sessionGapMs, unlinked, merges: mergesByIdentity(merges.values()), mappings, enforced };
}

function mergeOf({ decision_id: id, decided_at }: DecisionRow, identity: Identity, other: Identity): Merge {
  const [joining, user] = other.startsWith('a:') ? [other, identity] : [identity, other];
  return {
    identity: joining,
    user: user.slice(2),
    position: [parseTime(decided_at)?.ms ?? 0, '', id, `decision:${id}`, user],
  };
}

function enforce(enforced: Enforcement[], isOn: boolean, from: number): void {
  const last = enforced.at(-1);
  const isGoingOn = last?.[1] === FOR_EVER;
  if (isOn && !isGoingOn) enforced.push([from, FOR_EVER]);
  if (!isOn && isGoingOn) enforced[enforced.length - 1] = [last[0], from];
}
