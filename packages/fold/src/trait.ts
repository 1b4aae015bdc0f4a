import { canonicalJson, compareText, type JsonObject, type JsonValue, parseTime } from '@kith/protocol';
import type { Event } from './event.ts';
import type { TraitState } from './facet.ts';
import { comparePositions, positionOf } from './order.ts';

const RESERVED = [
  'avatar',
  'birthday',
  'company',
  'createdAt',
  'email',
  'firstName',
  'gender',
  'identity',
  'language',
  'lastName',
  'msg_email',
  'msg_push',
  'msg_sms',
  'msg_whatsapp',
  'name',
  'phone',
  'timezone',
] as const;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['dob', 'birthday'],
  ['DOB', 'birthday'],
  ...RESERVED.flatMap((key): [string, string][] => [
    [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), key],
    [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), key],
    [key, key],
  ]),
]);

/** The one key of a trait: reserved names are the same in camelCase and snake_case, `dob` is `birthday`. */
export function traitKey(key: string): string {
  return SPELLINGS.get(key) ?? key;
}

/** What an identify or group event says of each trait. Of two spellings the canonical one counts, else the smaller. */
export function traitsOf(event: Event): ReadonlyMap<string, TraitState> {
  const states = new Map<string, TraitState>();
  const position = positionOf(event);
  const spellings = Object.keys(event.traits).sort(compareText).reverse();
  for (const spelling of spellings) {
    const key = traitKey(spelling);
    if (spelling !== key && Object.hasOwn(event.traits, key)) continue;
    states.set(key, { trust: event.trust, position, value: event.traits[spelling] ?? null });
  }
  return states;
}

/** The newer of two trait states by (trust, position). */
export function newerTrait(a: TraitState, b: TraitState): TraitState {
  return (a.trust - b.trust || comparePositions(a.position, b.position)) >= 0 ? a : b;
}

/** A trait value as the text of a column: strings as they are, objects as JSON; null for none. */
export function traitText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}

/** A name for people: `name`, else first and last name. */
export function nameOf(traits: JsonObject): string | null {
  const parts = [traits.firstName, traits.lastName].map(traitText).filter((part) => part !== null);
  return traitText(traits.name) ?? (parts.length > 0 ? parts.join(' ') : null);
}

const UNIX_SECONDS_BELOW = 1e11;

/** The `createdAt` trait in ms since 1970: ISO-8601, or a number of ms or seconds. Null when there is none or it is unreadable. */
export function signUpTime(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const time = typeof number === 'number' && number < UNIX_SECONDS_BELOW ? number * 1000 : number;
  return parseTime(time)?.ms ?? null;
}

/** A consent flag: 1, 0, or null when the value says neither. */
export function flagOf(value: JsonValue | undefined): number | null {
  const text = traitText(value)?.toLowerCase();
  if (text === 'true' || text === '1' || text === 'yes' || text === 'on') return 1;
  return text === 'false' || text === '0' || text === 'no' || text === 'off' ? 0 : null;
}
