import type { FacetKind, FacetState, TraitState } from './facet.ts';
import { mergeFacets } from './facets-of.ts';

/**
 * The merge of many states after some of them were lost and others gained, found without looking at the rest: where
 * everything in the merge that may be owed to what was lost is in what was gained, too.
 * @param lost the merge of what was lost; `gained` likewise.
 * @returns undefined where only all remaining states can tell.
 */
export function exchangeFacets(
  kind: FacetKind,
  merged: FacetState,
  lost: FacetState,
  gained: FacetState | undefined,
): FacetState | undefined {
  const held = new Set(partsOf(kind, merged));
  const given = new Set(gained && partsOf(kind, gained));
  if (partsOf(kind, lost).some((part) => held.has(part) && !given.has(part))) return undefined;
  return withoutCount(gained ? mergeFacets(kind, merged, gained) : merged, lost);
}

// What a state is made of, each part as text: whatever the merge takes whole, with the event it is from. The event alone
// would not do, because a better copy of it may say something else.
function partsOf(kind: FacetKind, state: FacetState): string[] {
  return PARTS[kind](state as never);
}

const PARTS: { readonly [K in FacetKind]: (state: FacetState<K>) => string[] } = {
  account: ({ created, traits }) => [
    ...texts({ created }),
    ...[...traits].flatMap(([key, state]) => traitParts(state).map((part) => JSON.stringify([key, part]))),
  ],
  content: ({ first, last, name }) => texts({ first, last, name }),
  identifier: texts,
  // The least trust needs nobody to give it.
  membership: ({ first, last, trust }) => texts({ first, last, trust: trust || null }),
  survey: ({ questions, ...registers }) => [
    ...texts(registers),
    ...[...questions].map((entry) => JSON.stringify(entry)),
  ],
  trait: traitParts,
};

function traitParts({ trust, first, set, once, adds, elements }: TraitState): string[] {
  const said = [...texts({ set, once }), ...[...adds, ...elements].map((entry) => JSON.stringify(entry))];
  return [...texts({ first }), ...said.map((part) => `${trust} ${part}`)];
}

function texts(registers: object): string[] {
  return Object.entries(registers)
    .filter(([, value]) => value !== null)
    .map((entry) => JSON.stringify(entry));
}

// Counts are sums: what was lost is taken off.
function withoutCount(merged: FacetState, lost: FacetState): FacetState {
  return 'count' in merged && 'count' in lost ? { ...merged, count: merged.count - lost.count } : merged;
}
