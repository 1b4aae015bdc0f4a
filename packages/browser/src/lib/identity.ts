import { readCookie, writeCookie } from './cookie.ts';
import { positionOf, takeStep } from './device-session.ts';
import { editQueue, requeue } from './queue.ts';
import { keys, moveToStorage, read, readPersisted, remove, usePersistence, write } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** Who is signed in, as `identify` said. */
export interface User {
  id: string;
  /** Proof of the site's backend that the id is this person's. */
  hash?: string;
}

// Tabs opened together all find no id and make one each; after this long the cookie holds the one that stays.
const RACE_WINDOW_MS = 50;

let latest = '';

/** The id of this device. Storage is asked each time, so that a reset in one tab holds in all. */
export function anonymousId(): string {
  const id = read('anonymousId');
  if (id) {
    latest = id;
  } else {
    // The page emptied storage under our feet (localStorage.clear() at logout is common): put back what is not yet sent.
    adopt(readCookie() ?? (latest || uuidv7()));
    requeue();
  }
  return latest;
}

/** Finds the id of this device, or makes one and settles with other tabs which did the same. */
export function startIdentity(): void {
  const known = readCookie() ?? readPersisted('anonymousId');
  const minted = uuidv7();
  adopt(known ?? minted);
  if (known) return;
  setTimeout(() => {
    const winner = readCookie() ?? readPersisted('anonymousId');
    if (!winner || winner === minted || latest !== minted) return;
    adopt(winner);
    rename(minted, winner, 0);
  }, RACE_WINDOW_MS);
}

/** Takes over the cookie's id where another subdomain has changed it since. */
export function refreshIdentity(): void {
  const id = readCookie();
  if (id && id !== read('anonymousId')) adopt(id);
}

/**
 * Moves from memory to storage, when consent is given. A device known from an earlier visit keeps its id and its count
 * of messages, unless somebody else has signed in meanwhile.
 */
export function persistIdentity(): void {
  const temporary = anonymousId();
  const user = currentUser();
  const inMemory = positionOf(read('session'));
  usePersistence();
  const known = readCookie() ?? readPersisted('anonymousId');
  const knownUser = userOf(readPersisted('user'));
  const earlier = positionOf(readPersisted('session'));
  moveToStorage();
  if (known && !(user && knownUser && user.id !== knownUser.id)) {
    adopt(known);
    takeStep({ ...inMemory, seq: inMemory.seq + earlier.seq });
    rename(temporary, known, earlier.seq);
  } else {
    adopt(temporary);
    requeue();
  }
}

/** The signed-in user, if any. */
export function currentUser(): User | undefined {
  return userOf(read('user'));
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

function adopt(id: string): void {
  latest = id;
  write('anonymousId', id);
  writeCookie(id);
}

function rename(from: string, to: string, seqBefore: number): void {
  editQueue((message) => {
    if (message.anonymousId === from) message.anonymousId = to;
    if (message.previousId === from) message.previousId = to;
    if (message.context?.kith) message.context.kith.seq += seqBefore;
  });
}

function userOf(text: string | null): User | undefined {
  try {
    return text ? (JSON.parse(text) as User) : undefined;
  } catch {
    return undefined;
  }
}
