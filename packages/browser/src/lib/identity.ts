import { readCookie, writeCookie } from './cookie.ts';
import { requeue } from './queue.ts';
import { keys, read, readJson, remove, write } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** Who is signed in, as `identify` said. */
export interface User {
  id: string;
  /** Proof of the site's backend that the id is this person's. */
  hash?: string | undefined;
}

/** The id of this device. Storage is asked each time, so that a reset in one tab holds in all. */
export function anonymousId(): string {
  const id = read('anonymousId');
  if (id) return id;
  // The page emptied storage under our feet (localStorage.clear() at logout is common): put back what is not yet sent.
  requeue();
  return meetDevice();
}

/** The id this device has from before, if any: of the cookie, which subdomains may share, else of storage. */
export function knownId(): string | null {
  return readCookie() || read('anonymousId');
}

/** Takes over the id this device has from before, or gives it one, and keeps it for another year. */
export function meetDevice(id: string = knownId() || uuidv7()): string {
  write('anonymousId', id);
  writeCookie(id);
  return id;
}

/** The signed-in user, if any. */
export function currentUser(): User | null | undefined {
  return readJson('user');
}

/** Remembers the signed-in user. */
export function setUser(user: User): void {
  write('user', JSON.stringify(user));
}

/** Forgets the person: the user, open survey responses and, unless it is kept, the device's id. */
export function forgetPerson(keepAnonymousId?: boolean): void {
  for (const key of keys('survey.')) remove(`survey.${key}`);
  remove('user');
  if (keepAnonymousId) return;
  remove('session');
  meetDevice(uuidv7());
}
