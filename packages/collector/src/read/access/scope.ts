/** What somebody may do: `read` is everything that is read about people, `admin` everything there is. */
export type Scope = 'admin' | 'events' | 'export' | 'profiles' | 'read' | 'surveys';

/** What a key may be given, each with what it opens. A key never decides anything. */
export const KEY_SCOPES: Readonly<Record<Exclude<Scope, 'admin'>, string>> = {
  profiles: 'people and accounts, with their sessions, engagements and segments',
  events: 'events',
  surveys: 'surveys and responses',
  export: 'downloads of people, responses and every message',
  read: 'everything that is read, but for access and audit',
};

/** Whether who holds some scopes may do what needs one. */
export function allows(held: ReadonlySet<string>, needed: Scope): boolean {
  if (held.has('admin') || held.has(needed)) return true;
  return held.has('read') && needed !== 'admin';
}
