import { canonicalJson, formatTime, type JsonObject, type JsonValue } from '@kith/protocol';
import type { Event, Trust } from './event.ts';
import type { AccountState, MembershipState, TraitState } from './facet.ts';
import { comparePositions, positionOf } from './order.ts';
import type { AccountRow, MembershipRow } from './rows.ts';
import { currentValue, mergeTraits, signUpTime, traitsOf, traitText } from './trait.ts';
import { trustName } from './trust-name.ts';

/** What a group event says of its account. */
export function accountOf(event: Event): AccountState {
  return { created: event.t, traits: traitsOf(event) };
}

/** What a group event says of its person's membership. */
export function membershipOf(event: Event): MembershipState {
  return { first: event.t, last: positionOf(event), trust: event.trust };
}

/** Merges what two sets of group calls say of one account. */
export function mergeAccounts(a: AccountState, b: AccountState): AccountState {
  const traits = new Map(a.traits);
  for (const [key, state] of b.traits) {
    const other = traits.get(key);
    traits.set(key, other ? mergeTraits(other, state) : state);
  }
  return { created: Math.min(a.created, b.created), traits };
}

/** Merges two sets of one person's group calls for one account. */
export function mergeMemberships(a: MembershipState, b: MembershipState): MembershipState {
  return {
    first: Math.min(a.first, b.first),
    last: comparePositions(a.last, b.last) >= 0 ? a.last : b.last,
    trust: Math.max(a.trust, b.trust) as Trust,
  };
}

/** The row of an account. */
export function accountRow(accountId: string, state: AccountState): AccountRow {
  const traits = currentTraits(state.traits);
  const signedUp = signUpTime(traits.createdAt);
  return {
    account_id: accountId,
    name: traitText(traits.name),
    traits: canonicalJson(traits),
    created_at: formatTime(state.created),
    signed_up_at: signedUp === null ? null : formatTime(signedUp),
  };
}

/** The row of a membership. */
export function membershipRow(profileId: string, accountId: string, state: MembershipState): MembershipRow {
  return {
    profile_id: profileId,
    account_id: accountId,
    first_at: formatTime(state.first),
    last_at: formatTime(state.last[0]),
    trust: trustName(state.trust),
  };
}

/** The current values of trait states, removed ones left out. */
export function currentTraits(states: Iterable<readonly [string, TraitState]>): JsonObject {
  const traits = Object.create(null) as Record<string, JsonValue>;
  for (const [key, state] of states) {
    const value = currentValue(state)?.value ?? null;
    if (value !== null) traits[key] = value;
  }
  return traits;
}
