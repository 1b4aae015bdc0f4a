import { canonicalJson, compareText, isObject, type JsonObject, type JsonValue, parseTime } from '@kith/protocol';
import { exactSum } from './decimal.ts';
import type { Event } from './event.ts';
import type { Said, TraitState } from './facet.ts';
import { comparePositions, type Position, positionOf } from './order.ts';

// Reserved names of several words. Those of one word have one spelling as they are.
const RESERVED = ['createdAt', 'firstName', 'lastName', 'msg_email', 'msg_push', 'msg_sms', 'msg_whatsapp'] as const;

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['dob', 'birthday'],
  ['DOB', 'birthday'],
  ...RESERVED.flatMap((key): [string, string][] => [
    [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), key],
    [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), key],
  ]),
]);

/** The one key of a trait: reserved names are the same in camelCase and snake_case, `dob` is `birthday`. */
export function traitKey(key: string): string {
  return SPELLINGS.get(key) ?? key;
}

/** What an event says of each trait. Of two spellings the canonical one counts, else the smaller. */
export function traitsOf(event: Event, traits: JsonObject = event.traits): ReadonlyMap<string, TraitState> {
  const states = new Map<string, TraitState>();
  const position = positionOf(event);
  for (const spelling of Object.keys(traits).sort(compareText).reverse()) {
    const key = traitKey(spelling);
    if (spelling !== key && Object.hasOwn(traits, key)) continue;
    const value = traits[spelling] ?? null;
    const state = event.type === 'identify' ? operation(value, event, position) : undefined;
    if (state !== null) states.set(key, state ?? { ...nothing(event), set: { position, value } });
  }
  return states;
}

function nothing({ trust, t }: Event): TraitState {
  return { trust, first: t, set: null, once: null, adds: [], elements: new Map() };
}

// Undefined for a plain value, null for an operation with an argument it cannot use.
function operation(value: JsonValue, event: Event, position: Position): TraitState | null | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const argument = (value as JsonObject)[name] ?? null;
  if (name === '$setOnce') return { ...nothing(event), once: { position, value: argument } };
  if (name === '$add') {
    return typeof argument === 'number' ? { ...nothing(event), adds: [{ position, amount: argument }] } : null;
  }
  if (name !== '$union' && name !== '$remove') return undefined;
  const elements: readonly JsonValue[] = Array.isArray(argument) ? argument : [argument];
  if (elements.length === 0) return null;
  const present = name === '$union';
  return {
    ...nothing(event),
    elements: new Map(elements.map((element) => [canonicalJson(element), { position, present }])),
  };
}

/** Merges what two sets of events say of a trait. What was said with less trust is dropped, but for when it was. */
export function mergeTraits(a: TraitState, b: TraitState): TraitState {
  const first = Math.min(a.first, b.first);
  if (a.trust !== b.trust) return { ...(a.trust > b.trust ? a : b), first };
  const set = latest(a.set, b.set);
  const counts = (position: Position) => !set || comparePositions(position, set.position) > 0;
  const adds = new Map([...a.adds, ...b.adds].map((add) => [JSON.stringify(add.position), add]));
  const elements = new Map(a.elements);
  for (const [element, operation] of b.elements)
    elements.set(element, latest(operation, elements.get(element) ?? null));
  return {
    trust: a.trust,
    first,
    set,
    once:
      a.once && b.once
        ? comparePositions(a.once.position, b.once.position) <= 0
          ? a.once
          : b.once
        : (a.once ?? b.once),
    adds: [...adds.values()]
      .filter(({ position }) => counts(position))
      .sort((x, y) => comparePositions(x.position, y.position)),
    elements: new Map([...elements].filter(([, { position }]) => counts(position))),
  };
}

function latest<T extends { readonly position: Position }>(a: T, b: T | null): T;
function latest<T extends { readonly position: Position }>(a: T | null, b: T | null): T | null;
function latest<T extends { readonly position: Position }>(a: T | null, b: T | null): T | null {
  if (!a || !b) return a ?? b;
  return comparePositions(a.position, b.position) >= 0 ? a : b;
}

/** The current value of a trait, and the newest event it rests on. Undefined where nothing gave it a value. */
export function currentValue({ set, once, adds, elements }: TraitState): Said | undefined {
  const base = set ?? once;
  const counts = ({ position }: { position: Position }) => !base || comparePositions(position, base.position) > 0;
  const value = base?.value ?? null;
  const newest = (operations: readonly { position: Position }[]) =>
    operations
      .map(({ position }) => position)
      .reduce((a, b) => (comparePositions(a, b) > 0 ? a : b), base?.position ?? NO_POSITION);

  const changes = [...elements].filter(([, operation]) => counts(operation));
  if (changes.length > 0 && (value === null || Array.isArray(value))) {
    const texts = new Set((value ?? []).map((element: JsonValue) => canonicalJson(element)));
    for (const [element, { present }] of changes) present ? texts.add(element) : texts.delete(element);
    const sorted = [...texts].sort(compareText).map((text) => JSON.parse(text) as JsonValue);
    return { value: sorted, position: newest(changes.map(([, operation]) => operation)) };
  }
  const amounts = adds.filter(counts);
  if (amounts.length > 0 && (value === null || typeof value === 'number')) {
    return { value: exactSum([value ?? 0, ...amounts.map(({ amount }) => amount)]), position: newest(amounts) };
  }
  return base ?? undefined;
}

const NO_POSITION: Position = [Number.NEGATIVE_INFINITY, '', 0, '', ''];

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

/** The type of a trait value given as canonical JSON: `string`, `number`, `boolean`, `array` or `object`. */
export function traitType(value: string): 'array' | 'boolean' | 'number' | 'object' | 'string' {
  switch (value[0]) {
    case '"':
      return 'string';
    case '[':
      return 'array';
    case '{':
      return 'object';
    case 't':
    case 'f':
      return 'boolean';
    default:
      return 'number';
  }
}
