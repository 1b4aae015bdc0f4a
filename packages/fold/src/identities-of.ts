import { formatTime } from '@kith/protocol';
import { componentOf, devicesOf, mergedDevices } from './identity.ts';
import { comparePositions, type Position } from './order.ts';
import type { IdentityRow } from './rows.ts';
import type { Scope } from './store.ts';
import { currentValue, traitText } from './trait.ts';

/** Every identifier that leads to a profile, each with the message and the rule that made the link. */
export function identitiesOf(scope: Scope, profileId: string): IdentityRow[] {
  const { store } = scope;
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
    const { users, links } = componentOf(scope, person);
    for (const user of users) {
      const own = earliest(store.streamsOf(user).map((stream) => store.firstAtom(stream, user)?.start));
      const [link] = links
        .filter(({ previousId, userId }) => previousId === user || userId === user)
        .sort((a, b) => comparePositions(a.position, b.position));
      if (user === person && own) rows.push(row('user', user, 'user', own));
      else if (link) rows.push(row('user', user, link.rule, link.position));
      // Nobody but an operator has named the user yet.
      else
        rows.push(
          ...mergedDevices(scope.rules, user)
            .slice(0, 1)
            .map(({ position }) => row('user', user, 'merge', position)),
        );
    }
    for (const [device, { rule, position }] of devicesOf(scope, users))
      rows.push(row('anonymous', device, rule, position));
  }
  for (const kind of ['email', 'phone'] as const) {
    const state = store.merged(profileId, 'trait', kind);
    const current = state && currentValue(state);
    const text = traitText(current?.value);
    if (current && text) rows.push(row(kind, text, 'trait', current.position));
  }
  for (const [key, { first }] of store.mergedOf(profileId, 'identifier')) {
    const colon = key.indexOf(':');
    rows.push(row(key.slice(0, colon) as 'external' | 'token', key.slice(colon + 1), 'named', first));
  }
  return rows;
}

function earliest(positions: readonly (Position | undefined)[]): Position | undefined {
  return positions.filter((position) => position !== undefined).sort(comparePositions)[0];
}
