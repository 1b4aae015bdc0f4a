import type { FacetKind, FacetState, Store } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { rowWriter } from './rows.ts';
import { facetStateOf, facetStateText } from './state-json.ts';
import { steady } from './steady.ts';

type FacetMethod =
  | 'deleteFacet'
  | 'facet'
  | 'facetStates'
  | 'facetsOfAtom'
  | 'flush'
  | 'merged'
  | 'mergedOf'
  | 'putFacet'
  | 'putMerged';

/** The merged facets of an owner, by kind. */
type Merged = Map<FacetKind, MergedKind>;

interface MergedKind {
  readonly states: Map<string, FacetState>;
  /** Keys whose states are not written yet. */
  readonly waiting: Set<string>;
}

/** Facets in SQLite; so many sets of merged ones are kept in memory between folds. */
export function facetStore(db: Db, heldCount: number): Pick<Store, FacetMethod> {
  const one = db
    .prepare<[string, string, string, number], string>(
      steady('SELECT state FROM facets WHERE owner = ? AND kind = ? AND key = ? AND atom_id = ?'),
    )
    .pluck();
  const all = db
    .prepare<[string, string, string], string>(
      steady('SELECT state FROM facets WHERE owner = ? AND kind = ? AND key = ?'),
    )
    .pluck();
  const ofAtom = db.prepare<[number], { owner: string; kind: FacetKind; key: string; state: string }>(
    steady('SELECT owner, kind, key, state FROM facets WHERE atom_id = ?'),
  );
  const write = rowWriter(db, 'facets');
  const remove = db.prepare('DELETE FROM facets WHERE owner = ? AND kind = ? AND key = ? AND atom_id = ?');
  const merged = mergedFacets(db, heldCount);
  return {
    facet(owner, kind, key, atomId) {
      const state = one.get(owner, kind, key, atomId);
      return state === undefined ? undefined : facetStateOf(kind, state);
    },
    facetStates: (owner, kind, key) => all.all(owner, kind, key).map((state) => facetStateOf(kind, state)),
    facetsOfAtom: (atomId) =>
      ofAtom.all(atomId).map(({ owner, kind, key, state }) => ({ owner, kind, key, state: facetStateOf(kind, state) })),
    putFacet: (owner, kind, key, atomId, state) =>
      write({ owner, kind, key, atom_id: atomId, state: facetStateText(kind, state) }),
    deleteFacet: (owner, kind, key, atomId) => remove.run(owner, kind, key, atomId),
    ...merged,
  };
}

function mergedFacets(db: Db, heldCount: number): Pick<Store, 'flush' | 'merged' | 'mergedOf' | 'putMerged'> {
  const stored = db.prepare<[string], { kind: FacetKind; key: string; state: string }>(
    steady('SELECT kind, key, state FROM merged_facets WHERE owner = ?'),
  );
  const write = rowWriter(db, 'merged_facets');
  const remove = db.prepare('DELETE FROM merged_facets WHERE owner = ? AND kind = ? AND key = ?');
  const held = heldBack<string, Merged>(
    heldCount,
    (owner) => {
      const merged: Merged = new Map();
      for (const { kind, key, state } of stored.all(owner)) {
        ofKind(merged, kind).states.set(key, facetStateOf(kind, state));
      }
      return merged;
    },
    (owner, merged) => {
      for (const [kind, { states, waiting }] of merged) {
        for (const key of waiting) {
          const state = states.get(key);
          if (state) write({ owner, kind, key, state: facetStateText(kind, state) });
          else remove.run(owner, kind, key);
        }
        waiting.clear();
      }
    },
  );
  const of = (owner: string, kind: FacetKind) => (held.get(owner) as Merged).get(kind) ?? NOTHING;
  return {
    merged: (owner, kind, key) => of(owner, kind).states.get(key) as never,
    mergedOf: (owner, kind) => [...of(owner, kind).states] as never,
    putMerged(owner, kind, key, state) {
      const merged = held.get(owner) as Merged;
      const { states, waiting } = ofKind(merged, kind);
      if (state) states.set(key, state);
      else states.delete(key);
      waiting.add(key);
      held.set(owner, merged);
    },
    flush: held.flush,
  };
}

const NOTHING: MergedKind = { states: new Map(), waiting: new Set() };

function ofKind(merged: Merged, kind: FacetKind): MergedKind {
  const known = merged.get(kind) ?? { states: new Map(), waiting: new Set() };
  merged.set(kind, known);
  return known;
}
