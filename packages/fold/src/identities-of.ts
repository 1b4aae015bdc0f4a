import { formatTime } from '@kith/protocol';
import type { FacetKind } from './facet.ts';
import { type Claim, claimOf, componentOf, devicesOf, type Link, mergedDevices } from './identity.ts';
import { comparePositions, type Position } from './order.ts';
import type { IdentityRow, ProfileRow } from './rows.ts';
import type { IdentityChange, Scope } from './store.ts';
import { currentValue, traitText } from './trait.ts';

/** What may have changed of the identifiers that lead to a profile. */
export interface TouchedIdentities {
  /** Devices whose claim by the person may have changed; undefined where neither that nor who it is has. */
  readonly devices: ReadonlySet<string> | undefined;
  /** The facets that changed: the kind of each, by kind and key. */
  readonly facets: ReadonlyMap<string, FacetKind>;
  /** The profile's row as it was. */
  readonly before: ProfileRow;
}

/** Every identifier that leads to a profile, each with the message and the rule that made the link. */
export function identitiesOf(scope: Scope, profileId: string): IdentityRow[] {
  const person = userOf(profileId);
  return [
    ...(person === undefined ? ownRow(scope, profileId) : componentRows(scope, profileId, person)),
    ...contactRow(scope, profileId, 'email'),
    ...contactRow(scope, profileId, 'phone'),
    ...scope.store.mergedOf(profileId, 'identifier').map(([key, { first }]) => namedRow(profileId, key, first)),
  ];
}

/**
 * Those of the identifiers of a profile that may have changed: a person may have had thousands of devices and tokens. Not for
 * people who are linked to others, nor for new profiles.
 */
export function changedIdentities(
  scope: Scope,
  profileId: string,
  { devices, facets, before }: TouchedIdentities,
): IdentityChange[] {
  const { store } = scope;
  const person = userOf(profileId);
  const changes: IdentityChange[] = [];
  const put = (kind: IdentityRow['kind'], identifier: string, row: IdentityRow | undefined) =>
    changes.push({ kind, identifier, row });
  if (devices && person === undefined) put('anonymous', profileId.slice(2), ownRow(scope, profileId)[0]);
  if (devices && person !== undefined) {
    put('user', person, userRow(scope, profileId, person)[0]);
    for (const device of devices) {
      const claim = claimOf(scope, person, device);
      put('anonymous', device, claim && claimRow(profileId, device, claim));
    }
  }
  for (const kind of ['email', 'phone'] as const) {
    if (!facets.has(`trait/${kind}`)) continue;
    const [row] = contactRow(scope, profileId, kind);
    const previous = before[kind];
    if (previous && previous !== row?.identifier) put(kind, previous, undefined);
    if (row) put(kind, row.identifier, row);
  }
  for (const [id, kind] of facets) {
    if (kind !== 'identifier') continue;
    const key = id.slice('identifier/'.length);
    const state = store.merged(profileId, 'identifier', key);
    const { kind: named, identifier } = partsOf(key);
    put(named, identifier, state && namedRow(profileId, key, state.first));
  }
  return changes;
}

/** The user a profile is of; undefined where it is a device's. */
export function userOf(profileId: string): string | undefined {
  return profileId.startsWith('u:') ? profileId.slice(2) : undefined;
}

function componentRows(scope: Scope, profileId: string, person: string): IdentityRow[] {
  const { users, links } = componentOf(scope, person);
  const rows: IdentityRow[] = [];
  const firstLinks = new Map<string, Link>();
  for (const link of [...links].sort((a, b) => comparePositions(b.position, a.position))) {
    firstLinks.set(link.previousId, link).set(link.userId, link);
  }
  for (const user of users) {
    const link = firstLinks.get(user);
    const isOwn = !link || (user === person && scope.store.firstAtomOfUser(user));
    rows.push(
      ...(isOwn ? userRow(scope, profileId, user) : [rowOf(profileId, 'user', user, link.rule, link.position)]),
    );
  }
  for (const [device, claim] of devicesOf(scope, users)) rows.push(claimRow(profileId, device, claim));
  return rows;
}

// Of a user who is linked to nobody, or is the person that others became.
function userRow({ store, rules }: Scope, profileId: string, user: string): IdentityRow[] {
  const own = store.firstAtomOfUser(user);
  if (own && `u:${user}` === profileId) return [rowOf(profileId, 'user', user, 'user', own.start)];
  // Nobody but an operator has named the user yet.
  const merges = mergedDevices(rules, user).slice(0, 1);
  return merges.map(({ position }) => rowOf(profileId, 'user', user, 'merge', position));
}

function ownRow({ store }: Scope, profileId: string): IdentityRow[] {
  const first = store.firstAtomOfProfile(profileId);
  return first ? [rowOf(profileId, 'anonymous', profileId.slice(2), 'device', first.start)] : [];
}

function contactRow({ store }: Scope, profileId: string, kind: 'email' | 'phone'): IdentityRow[] {
  const state = store.merged(profileId, 'trait', kind);
  const current = state && currentValue(state);
  const text = traitText(current?.value);
  return current && text ? [rowOf(profileId, kind, text, 'trait', current.position)] : [];
}

function claimRow(profileId: string, device: string, { rule, position }: Claim): IdentityRow {
  return rowOf(profileId, 'anonymous', device, rule, position);
}

function namedRow(profileId: string, key: string, first: Position): IdentityRow {
  const { kind, identifier } = partsOf(key);
  return rowOf(profileId, kind, identifier, 'named', first);
}

function partsOf(key: string): Pick<IdentityRow, 'identifier' | 'kind'> {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as 'external' | 'token', identifier: key.slice(colon + 1) };
}

function rowOf(
  profileId: string,
  kind: IdentityRow['kind'],
  identifier: string,
  rule: IdentityRow['rule'],
  position: Position,
): IdentityRow {
  return {
    kind,
    identifier,
    profile_id: profileId,
    linked_at: formatTime(position[0]),
    rule,
    message_id: position[3],
  };
}
