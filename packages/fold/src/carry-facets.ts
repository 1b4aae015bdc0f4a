import { accountRow } from './account.ts';
import type { Atom } from './atom.ts';
import { exchangeFacets } from './exchange-facets.ts';
import type { FacetKind, FacetState } from './facet.ts';
import { mergeFacets } from './facets-of.ts';
import type { Store } from './store.ts';
import type { Work } from './work.ts';

/** The facets of a profile that changed: the kind of each, by kind and key. */
export type ChangedFacets = ReadonlyMap<string, FacetKind>;

// What an owner's facet lost and gained, each merged.
interface Turnover {
  readonly owner: string;
  readonly kind: FacetKind;
  readonly key: string;
  readonly lost?: FacetState;
  readonly gained?: FacetState;
}

/**
 * Moves the facets of changed atoms to the profiles they are now of, and brings the merges up to date; writes the
 * accounts concerned.
 * @returns what changed, by profile.
 */
export function carryFacets(work: Work): ReadonlyMap<string, ChangedFacets> {
  const { store } = work;
  const turnovers = new Map<string, Turnover>();
  const changed = new Map<string, Map<string, FacetKind>>();
  const turnOver = (side: 'gained' | 'lost', atom: Atom, kind: FacetKind, key: string, state: FacetState) => {
    const owner = kind === 'account' ? `g:${key}` : atom.profileId;
    const id = JSON.stringify([owner, kind, key]);
    const turnover = turnovers.get(id) ?? { owner, kind, key };
    const other = turnover[side];
    turnovers.set(id, { ...turnover, [side]: other ? mergeFacets(kind, other, state) : state });
    if (kind !== 'account') {
      changed.set(owner, (changed.get(owner) ?? new Map<string, FacetKind>()).set(`${kind}/${key}`, kind));
    }
    return owner;
  };
  for (const [id, before] of work.before) {
    const after = store.atom(id);
    if (before && before.profileId !== after?.profileId) {
      for (const { owner, kind, key, state } of store.facetsOfAtom(id)) {
        store.deleteFacet(owner, kind, key, id);
        turnOver('lost', before, kind, key, state);
        if (after) store.putFacet(turnOver('gained', after, kind, key, state), kind, key, id, state);
      }
    }
    if (!after) continue;
    for (const { kind, key, state } of work.facets.get(id) ?? []) {
      const owner = turnOver('gained', after, kind, key, state);
      const own = store.facet(owner, kind, key, id);
      store.putFacet(owner, kind, key, id, own ? mergeFacets(kind, own, state) : state);
    }
  }
  for (const turnover of turnovers.values()) settle(store, turnover);
  return changed;
}

function settle(store: Store, { owner, kind, key, lost, gained }: Turnover): void {
  const before = store.merged(owner, kind, key);
  let after = before && gained ? mergeFacets(kind, before, gained) : gained;
  if (lost) after = (before && exchangeFacets(kind, before, lost, gained)) ?? mergeOfAll(store, owner, kind, key);
  store.putMerged(owner, kind, key, after);
  if (kind === 'account') {
    const account = store.merged(owner, 'account', key);
    store.putAccount(key, account && accountRow(key, account));
  }
}

function mergeOfAll(store: Store, owner: string, kind: FacetKind, key: string): FacetState | undefined {
  const [first, ...rest] = store.facetStates(owner, kind, key);
  return first && rest.reduce((a, b) => mergeFacets(kind, a, b), first);
}
