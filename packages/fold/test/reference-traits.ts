import { canonicalJson, compareText, type JsonValue, parseTime } from '@kith/protocol';
import type { Event } from '../src/event.ts';
import type { Rules } from './reference-rules.ts';

/** The current value of a trait and the event it came from; a null value is a removed trait. */
export interface Winner {
  readonly value: JsonValue;
  readonly event: Event;
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

/** The current traits of what the events describe, without the removed ones. */
export function currentTraits(events: readonly Event[], rules: Rules): Map<string, Winner> {
  const winners = new Map<string, Winner>();
  for (const event of events) {
    for (const [key, value] of spelledCanonically(event)) {
      const holder = winners.get(key);
      if (holder === undefined || rules.traitWins(event, holder.event)) winners.set(key, { value, event });
    }
  }
  return new Map([...winners].filter(([, winner]) => winner.value !== null));
}

function spelledCanonically(event: Event): Map<string, JsonValue> {
  const traits = new Map<string, JsonValue>();
  for (const key of Object.keys(event.traits).sort(compareText)) {
    const name = OTHER_SPELLINGS.get(key) ?? key;
    if (key === name || !traits.has(name)) traits.set(name, event.traits[key] ?? null);
  }
  return traits;
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
