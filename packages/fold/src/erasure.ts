import type { Identity } from './decision.ts';
import { claimingUsers, componentOf, devicesOf, personOf } from './identity.ts';
import type { Scope } from './store.ts';

/** Whom an erasure concerns: one person, or one device which nobody is known to own. */
export interface Erasable {
  readonly profileId: string;
  /** Every userId of the person. */
  readonly users: ReadonlySet<string>;
  /** Every device the person claimed. */
  readonly devices: ReadonlySet<string>;
  /** Those of the devices that nobody else ever named: all that comes from them is the person's. */
  readonly ownDevices: ReadonlySet<string>;
}

/**
 * Finds out whom an identity leads to: a device with a profile of its own to that, any other device to the only person
 * who claimed it.
 * @returns undefined when it leads to nobody.
 */
export function erasable(scope: Scope, identity: Identity): Erasable | undefined {
  const { store } = scope;
  const id = identity.slice(2);
  if (identity.startsWith('a:') && store.profile(identity)) {
    const isOwn = claimingUsers(scope, identity).length === 0 && store.usersOf(identity).length === 0;
    return { profileId: identity, users: new Set(), devices: new Set(), ownDevices: new Set(isOwn ? [id] : []) };
  }
  const person = identity.startsWith('u:') ? personOf(store, id) : soleUser(scope, identity);
  if (person === undefined || !store.profile(`u:${person}`)) return undefined;
  const { users } = componentOf(scope, person);
  const devices = new Set(devicesOf(scope, users).keys());
  const isOthers = (user: string) => !users.has(user);
  const ownDevices = [...devices].filter((device) => {
    const stream = `a:${device}`;
    return ![...claimingUsers(scope, stream), ...store.usersOf(stream)].some(isOthers);
  });
  return { profileId: `u:${person}`, users, devices, ownDevices: new Set(ownDevices) };
}

function soleUser(scope: Scope, stream: string): string | undefined {
  const persons = new Set(claimingUsers(scope, stream).map((user) => personOf(scope.store, user)));
  return persons.size === 1 ? [...persons][0] : undefined;
}
