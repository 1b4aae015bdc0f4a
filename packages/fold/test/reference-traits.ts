import { canonicalJson, compareText, isObject, type JsonValue, parseTime } from '@kith/protocol';
import type { Event } from '../src/event.ts';
import type { Rules } from '../src/rules.ts';
import type { Habits, Statement } from './reference-habits.ts';

/** The current value of a trait and the newest event which it came from. */
export interface Winner {
  readonly value: JsonValue;
  readonly event: Event;
  /** When anything was first said of the trait. */
  readonly first: number;
}

const OTHER_SPELLINGS = new Map([
  ['DOB', 'birthday'],
  ['created_at', 'createdAt'],
  ['dob', 'birthday'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['msgEmail', 'msg_email'],
  ['msgPush', 'msg_push'],
  ['msgSms', 'msg_sms'],
  ['msgWhatsapp', 'msg_whatsapp'],
]);

/** The current traits of what the events describe, in order, without the removed ones. */
export function currentTraits(events: readonly Event[], rules: Rules, habits: Habits): Map<string, Winner> {
  const statements = new Map<string, Statement[]>();
  for (const event of events) {
    for (const [key, said] of [...spelledCanonically(event), ...mapped(event, rules, habits)]) {
      const statement = habits.mayOperate(event) ? readStatement(event, said) : plain(event, said);
      if (statement !== null) statements.set(key, [...(statements.get(key) ?? []), statement]);
    }
  }
  const winners = [...statements].map(([key, own]) => {
    const first = Math.min(...own.map(({ event }) => event.t));
    return [key, { value: null, ...outcome(own, habits), first }] as const;
  });
  return new Map(winners.filter((entry): entry is [string, Winner] => entry[1].value !== null));
}

/** The traits of identify and group calls. */
function spelledCanonically(event: Event): Map<string, JsonValue> {
  const traits = new Map<string, JsonValue>();
  if (event.type !== 'identify' && event.type !== 'group') return traits;
  for (const key of Object.keys(event.traits).sort(compareText)) {
    const name = OTHER_SPELLINGS.get(key) ?? key;
    if (key === name || !traits.has(name)) traits.set(name, event.traits[key] ?? null);
  }
  return traits;
}

/** The properties which fold as traits. */
function mapped(event: Event, rules: Rules, habits: Habits): Map<string, JsonValue> {
  const traits = new Map<string, JsonValue>();
  if (!habits.mayDescribe(event) || habits.isMuted(event, rules)) return traits;
  const keys = [...(rules.mappings.get(event.name ?? '') ?? [])].map(([property, key]) => ({ property, key }));
  for (const { property, key } of habits.precedence(keys)) {
    const name = OTHER_SPELLINGS.get(key) ?? key;
    if (Object.hasOwn(event.properties, property) && !traits.has(name)) {
      traits.set(name, event.properties[property] ?? null);
    }
  }
  return traits;
}

function plain(event: Event, value: JsonValue): Statement {
  return { event, operator: '$set', value };
}

/** A value, or an object of exactly one operator; null for one with a wrong argument or on no elements, which says nothing. */
function readStatement(event: Event, said: JsonValue): Statement | null {
  const keys = isObject(said) ? Object.keys(said) : [];
  const operator = keys.length === 1 ? keys[0] : undefined;
  const argument = operator === undefined ? null : ((said as Record<string, JsonValue>)[operator] ?? null);
  switch (operator) {
    case '$setOnce':
      return { event, operator, value: argument };
    case '$add':
      return typeof argument === 'number' && Number.isFinite(argument) ? { event, operator, value: argument } : null;
    case '$union':
    case '$remove': {
      const elements = Array.isArray(argument) ? argument : [argument];
      return elements.length > 0 ? { event, operator, value: elements } : null;
    }
    default:
      return plain(event, said);
  }
}

/** The value of a trait after everything that was said of it; null when nothing counts. */
function outcome(said: readonly Statement[], habits: Habits): Omit<Winner, 'first'> | null {
  const statements = habits
    .believed(said)
    .toSorted((a, b) => Number(habits.isNewer(a.event, b.event)) - Number(habits.isNewer(b.event, a.event)));
  const by = (...operators: Statement['operator'][]): Statement[] =>
    statements.filter(({ operator }) => operators.includes(operator));

  const base = by('$set').at(-1) ?? habits.once(by('$setOnce'));
  const later = (...operators: Statement['operator'][]): Statement[] =>
    by(...operators).filter((operation) => base === undefined || habits.isLater(operation, base));
  const start = base?.value;
  const onElements = later('$union', '$remove');
  const additions = later('$add');

  if (onElements.length > 0 && (start === undefined || start === null || Array.isArray(start))) {
    const elements = new Map(elementsOf(start).map((element) => [canonicalJson(element), element]));
    for (const { operator, value } of habits.inEffect(onElements)) {
      for (const element of elementsOf(value)) {
        if (operator === '$union') elements.set(canonicalJson(element), element);
        else elements.delete(canonicalJson(element));
      }
    }
    const value = [...elements].sort(([a], [b]) => compareText(a, b)).map(([, element]) => element);
    return { value, event: onElements.at(-1)!.event };
  }
  if (additions.length > 0 && habits.isSummable(start)) {
    const value = habits.sum([Number(start ?? 0), ...additions.map((operation) => Number(operation.value))]);
    return { value: Number.isFinite(value) ? value : null, event: additions.at(-1)!.event };
  }
  return base === undefined ? null : { value: base.value, event: base.event };
}

function elementsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The canonical JSON object of traits. */
export function traitsJson(traits: ReadonlyMap<string, Winner>): string {
  const object = Object.create(null);
  for (const [key, { value }] of traits) object[key] = value;
  return canonicalJson(object);
}

/** A value as a text column shows it. */
export function asText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}

/** A string or number which can name something: not empty, not anything else. */
export function asName(value: JsonValue | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null;
}

/** A consent as 1 or 0, null for anything that is neither yes nor no. */
export function asFlag(value: JsonValue | undefined): number | null {
  const text = typeof value === 'object' ? '' : String(value).toLowerCase();
  if (['1', 'on', 'true', 'yes'].includes(text)) return 1;
  return ['0', 'false', 'no', 'off'].includes(text) ? 0 : null;
}

/** The createdAt trait in ms: ISO text, seconds, or (from 1e11) ms; null for anything else. */
export function asTime(value: JsonValue | undefined): number | null {
  const isDigits = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const number = Number(value);
  return parseTime(isDigits ? (number < 1e11 ? number * 1000 : number) : value)?.ms ?? null;
}
