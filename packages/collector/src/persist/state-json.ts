import type { Atom, FacetKind, FacetState } from '@kith/fold';

/** The JSON text of an atom's state and end. */
export function atomStateText({ state, end }: Pick<Atom, 'end' | 'state'>): string {
  return JSON.stringify({ ...state, names: [...state.names].map(([name, days]) => [name, [...days]]), end });
}

/** Reads back {@link atomStateText}. */
export function atomStateOf(text: string): Pick<Atom, 'end' | 'state'> {
  const { end, ...state } = JSON.parse(text);
  const names = (state.names as [string, [string, number][]][]).map(([name, days]) => [name, new Map(days)] as const);
  return { end, state: { ...state, names: new Map(names) } };
}

/** The JSON text of a facet's state. */
export function facetStateText<K extends FacetKind>(kind: K, state: FacetState<K>): string {
  return JSON.stringify(CODECS[kind].encode(state));
}

/** Reads back {@link facetStateText}. */
export function facetStateOf<K extends FacetKind>(kind: K, text: string): FacetState<K> {
  return CODECS[kind].decode(JSON.parse(text));
}

interface Codec<S> {
  readonly encode: (state: S) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: what this file wrote itself
  readonly decode: (json: any) => S;
}

// Maps are written as lists of entries, field by field: any mark inside the JSON could be a sender's own content.
const trait: Codec<FacetState<'trait'>> = {
  encode: (state) => ({ ...state, elements: [...state.elements] }),
  decode: (json) => ({ ...json, elements: new Map(json.elements) }),
};

const plain = { encode: <S>(state: S): S => state, decode: <S>(json: S): S => json };

const CODECS: { readonly [K in FacetKind]: Codec<FacetState<K>> } = {
  account: {
    encode: ({ traits, ...state }) => ({
      ...state,
      traits: [...traits].map(([key, value]) => [key, trait.encode(value)]),
    }),
    decode: ({ traits, ...json }) => ({
      ...json,
      traits: new Map(traits.map(([key, value]: [string, unknown]) => [key, trait.decode(value)])),
    }),
  },
  content: plain,
  identifier: plain,
  membership: plain,
  survey: {
    encode: (state) => ({ ...state, questions: [...state.questions] }),
    decode: (json) => ({ ...json, questions: new Map(json.questions) }),
  },
  trait,
};
