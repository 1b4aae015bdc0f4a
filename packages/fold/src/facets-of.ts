import { accountOf, membershipOf, mergeAccounts, mergeMemberships } from './account.ts';
import type { Event } from './event.ts';
import type { Facet, FacetKind, FacetState, IdentifierState } from './facet.ts';
import { comparePositions, positionOf } from './order.ts';
import { mergeSurveys, surveyOf } from './survey.ts';
import { newerTrait, traitsOf } from './trait.ts';

/** Everything an event says under a key. Most events say nothing. */
export function facetsOf(event: Event): Facet[] {
  const facets: Facet[] = event.identifiers.map(({ kind, identifier }) => ({
    kind: 'identifier',
    key: `${kind}:${identifier}`,
    state: { first: positionOf(event) },
  }));
  if (event.type === 'identify') {
    for (const [key, state] of traitsOf(event)) facets.push({ kind: 'trait', key, state });
  }
  if (event.type === 'group' && event.groupId !== null) {
    facets.push({ kind: 'account', key: event.groupId, state: accountOf(event) });
    facets.push({ kind: 'membership', key: event.groupId, state: membershipOf(event) });
  }
  const survey = surveyOf(event);
  if (survey) facets.push({ kind: 'survey', ...survey });
  return facets;
}

const MERGE: { readonly [K in FacetKind]: (a: FacetState<K>, b: FacetState<K>) => FacetState<K> } = {
  account: mergeAccounts,
  identifier: (a: IdentifierState, b: IdentifierState) => (comparePositions(a.first, b.first) <= 0 ? a : b),
  membership: mergeMemberships,
  survey: mergeSurveys,
  trait: newerTrait,
};

/** Merges two states of the same kind and key: associative, commutative, idempotent. */
export function mergeFacets<K extends FacetKind>(kind: K, a: FacetState<K>, b: FacetState<K>): FacetState<K> {
  return MERGE[kind](a, b);
}
