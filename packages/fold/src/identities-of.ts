import { formatTime } from '@kith/protocol';
import { componentOf, type Edge, edgeKind } from './identity.ts';
import { comparePositions, type Position } from './order.ts';
import type { IdentityRow } from './rows.ts';
import type { Store } from './store.ts';
import { traitText } from './trait.ts';

/** Every identifier that leads to a profile, each with the message and the rule that made the link. */
export function identitiesOf(store: Store, profileId: string): IdentityRow[] {
  const person = profileId.startsWith('u:') ? profileId.slice(2) : undefined;
  const row = (kind: IdentityRow['kind'], identifier: string, rule: IdentityRow['rule'], position: Position) => ({
    kind,
    identifier,
    profile_id: profileId,
    linked_at: formatTime(position[0]),
    rule,
    message_id: position[3],
  });
  const rows: IdentityRow[] = [];
  if (person === undefined) {
    const first = store.firstAtomOfProfile(profileId);
    if (first) rows.push(row('anonymous', profileId.slice(2), 'device', first.start));
  } else {
    const { users, links } = componentOf(store, person);
    for (const user of users) {
      const own = earliest(store.streamsOf(user).map((stream) => store.firstAtom(stream, user)?.start));
      const link = earliest(
        links.filter((edge) => edge.previousId === user || edge.userId === user).map((edge) => edge.position),
      );
      if (user === person && own) rows.push(row('user', user, 'user', own));
      else if (link) rows.push(row('user', user, 'alias', link));
    }
    for (const [device, { rule, position }] of devicesOf(store, users))
      rows.push(row('anonymous', device, rule, position));
  }
  for (const kind of ['email', 'phone'] as const) {
    const state = store.merged(profileId, 'trait', kind);
    const text = traitText(state?.value);
    if (state && text) rows.push(row(kind, text, 'trait', state.position));
  }
  for (const [key, { first }] of store.mergedOf(profileId, 'identifier')) {
    const colon = key.indexOf(':');
    rows.push(row(key.slice(0, colon) as 'external' | 'token', key.slice(colon + 1), 'named', first));
  }
  return rows;
}

interface Claim {
  readonly rule: 'alias' | 'claim';
  readonly position: Position;
}

// The devices that users of a component claimed, each with its earliest claim.
function devicesOf(store: Store, users: ReadonlySet<string>): Map<string, Claim> {
  const devices = new Map<string, Claim>();
  const add = (device: string, rule: Claim['rule'], position: Position | undefined) => {
    const other = devices.get(device);
    if (position && !(other && comparePositions(other.position, position) <= 0))
      devices.set(device, { rule, position });
  };
  for (const user of users) {
    for (const stream of store.streamsOf(user)) {
      if (stream.startsWith('a:')) add(stream.slice(2), 'claim', store.firstAtom(stream, user)?.start);
    }
    for (const edge of store.edgesTo(user).filter((edge: Edge) => edgeKind(store, edge) === 'claim')) {
      add(edge.previousId, 'alias', edge.position);
    }
  }
  return devices;
}

function earliest(positions: readonly (Position | undefined)[]): Position | undefined {
  return positions.filter((position) => position !== undefined).sort(comparePositions)[0];
}
