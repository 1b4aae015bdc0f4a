import { compareText, type JsonObject, type JsonValue } from '@kith/protocol';
import { accountOf, membershipOf, mergeAccounts, mergeMemberships } from './account.ts';
import { isMuted } from './enforcement.ts';
import { contentOf, mergeContents } from './engagement.ts';
import type { Event } from './event.ts';
import type { Facet, FacetKind, FacetState, IdentifierState } from './facet.ts';
import { comparePositions, positionOf } from './order.ts';
import type { Rules } from './rules.ts';
import { mergeSurveys, surveyOf } from './survey.ts';
import { mergeTraits, traitKey, traitsOf } from './trait.ts';

/** Everything an event says under a key. Most events say nothing. */
export function facetsOf(event: Event, rules: Rules): Facet[] {
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
  const content = contentOf(event);
  if (content) facets.push({ kind: 'content', ...content });
  const mapping = event.type === 'track' && !isMuted(event, rules) ? rules.mappings.get(event.name ?? '') : undefined;
  if (mapping) {
    for (const [key, state] of traitsOf(event, mappedTraits(event, mapping)))
      facets.push({ kind: 'trait', key, state });
  }
  return facets;
}

function mappedTraits(event: Event, mapping: ReadonlyMap<string, string>): JsonObject {
  const traits = Object.create(null) as Record<string, JsonValue>;
  for (const property of [...mapping.keys()].sort(compareText).reverse()) {
    if (!Object.hasOwn(event.properties, property)) continue;
    traits[traitKey(mapping.get(property) ?? property)] = event.properties[property] ?? null;
  }
  return traits;
}

const MERGE: { readonly [K in FacetKind]: (a: FacetState<K>, b: FacetState<K>) => FacetState<K> } = {
  account: mergeAccounts,
  content: mergeContents,
  identifier: (a: IdentifierState, b: IdentifierState) => (comparePositions(a.first, b.first) <= 0 ? a : b),
  membership: mergeMemberships,
  survey: mergeSurveys,
  trait: mergeTraits,
};

/** Merges two states of the same kind and key: associative and commutative. */
export function mergeFacets<K extends FacetKind>(kind: K, a: FacetState<K>, b: FacetState<K>): FacetState<K> {
  return MERGE[kind](a, b);
}
