import { readCookie, writeCookie } from './cookie.ts';
import { requeue } from './queue.ts';
import { keys, read, readJson, remove, write } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** Who is signed in, as `identify` said. */
export interface User {
  id: string;
  /** Proof of the site's backend that the id is this person's. */
  hash?: string;
}

let latest = '';

/** The id of this device. Storage is asked each time, so that a reset in one tab holds in all. */
export function anonymousId(): string {
  const id = read('anonymousId');
  if (id) {
    latest = id;
  } else {
    // The page emptied storage under our feet (localStorage.clear() at logout is common): put back what is not yet sent.
    adopt(knownId() ?? (latest || uuidv7()));
    requeue();
  }
  return latest;
}

/** The id this device has from before, if any: of the cookie, which subdomains may share, else of storage. */
export function knownId(): string | undefined {
  return readCookie() ?? read('anonymousId') ?? undefined;
}

/** Makes an id the device's. */
export function adopt(id: string): void {
  latest = id;
  write('anonymousId', id);
  writeCookie(id);
}

/** Takes over the cookie's id where another subdomain has changed it since. */
export function refreshIdentity(): void {
  const id = readCookie();
  if (id && id !== read('anonymousId')) adopt(id);
}

/** The signed-in user, if any. */
export function currentUser(): User | undefined {
  return readJson('user');
}

/** Remembers the signed-in user. */
export function setUser(user: User): void {
  write('user', JSON.stringify(user));
}

/** Forgets the person: the user, open survey responses and, unless it is kept, the device's id. */
export function forgetPerson(keepAnonymousId: boolean): void {
  remove('user');
  for (const survey of keys('survey.')) remove(`survey.${survey}`);
  if (keepAnonymousId) return;
  remove('session');
  adopt(uuidv7());
}
