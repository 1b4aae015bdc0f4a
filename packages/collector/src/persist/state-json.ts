import type { AtomState, FacetKind, FacetState } from '@kith/fold';

/** The JSON text of an atom's state. */
export function atomStateText(state: AtomState): string {
  return JSON.stringify({ ...state, names: [...state.names].map(([name, days]) => [name, [...days]]) });
}

/** Reads back {@link atomStateText}. */
export function atomStateOf(text: string): AtomState {
  const state = JSON.parse(text);
  const names = (state.names as [string, [string, number][]][]).map(([name, days]) => [name, new Map(days)] as const);
  return { ...state, names: new Map(names) };
}

/** The JSON text of a facet's state. */
export function facetStateText(state: FacetState): string {
  return JSON.stringify('traits' in state ? { ...state, traits: [...state.traits] } : state);
}

/** Reads back {@link facetStateText}. */
export function facetStateOf<K extends FacetKind>(kind: K, text: string): FacetState<K> {
  const state = JSON.parse(text);
  return kind === 'account' ? { ...state, traits: new Map(state.traits) } : state;
}
