import { readCookie, writeCookie } from './cookie.ts';
import { requeue } from './queue.ts';
import { attempt, read, remove, write } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** Who is at this device, and what ends with them. One key holds it, so that forgetting somebody is one step in all tabs. */
export interface Person {
  /** The id of the device. */
  anonymousId: string;
  /** Who is signed in, as `identify` said. */
  userId?: string | undefined;
  /** Proof of the site's backend that the user id is this person's. */
  userHash?: string | undefined;
  /** Responses to surveys which have not ended, by survey id. */
  [survey: `survey.${string}`]: unknown;
}

/** Who is here. Storage is asked each time, so that a reset in one tab holds in all. */
export function currentPerson(): Person {
  const person = knownPerson();
  // The page emptied storage under our feet (localStorage.clear() at logout is common): put back what is not yet sent.
  if (!person) requeue();
  return person ?? meetDevice();
}

/** Remembers who is here; the device for another year. */
export function setPerson(person: Person): Person {
  write('person', JSON.stringify(person));
  writeCookie(person.anonymousId);
  return person;
}

/** Takes over the id this device has from before, that of the cookie first, which subdomains may share; or gives it one. */
export function meetDevice(): Person {
  const person = knownPerson();
  return setPerson({ ...person, anonymousId: readCookie() || person?.anonymousId || uuidv7() });
}

/** Forgets the person and, unless it is kept, the device's id with its session. */
export function forgetPerson(keepAnonymousId?: boolean): Person {
  if (!keepAnonymousId) remove('session');
  return setPerson({ anonymousId: keepAnonymousId ? currentPerson().anonymousId : uuidv7() });
}

function knownPerson(): Person | undefined {
  return attempt(() => JSON.parse(read('person')!));
}
