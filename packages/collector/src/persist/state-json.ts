import {
  type Atom,
  type AtomState,
  type Attributes,
  type Counters,
  type FacetKind,
  type FacetState,
  NO_COUNTERS,
  type Position,
} from '@kith/fold';

const COUNTERS = Object.keys(NO_COUNTERS) as (keyof Counters)[];

/**
 * The JSON text of what every event changes in an atom's state. Left out are positions that are the atom's end, and the latest
 * attributes while they are those of the beginning.
 */
export function atomFiguresText({ state, end }: Pick<Atom, 'end' | 'state'>): string {
  const place = (position: Position) => (position === end ? null : position);
  return JSON.stringify([
    COUNTERS.map((name) => state.counters[name]),
    [...state.names].map(([name, days]) => [name, [...days]]),
    state.exitUrl && [place(state.exitUrl.position), state.exitUrl.text],
    state.last.map(({ position, attributes }, index) => [
      place(position),
      attributes === state.first[index]?.attributes ? null : attributes,
    ]),
  ]);
}

/** The JSON text of the rest. */
export function atomStateText({ first, entry, entryUrl, replayUrl }: AtomState): string {
  return JSON.stringify([first, entry, entryUrl, replayUrl]);
}

/**
 * Reads back {@link atomFiguresText} and {@link atomStateText}.
 * @param stateText null for an atom that keeps none.
 */
export function atomStateOf(figuresText: string, stateText: string | null, end: Position): AtomState {
  const [counters, names, exit, last] = JSON.parse(figuresText) as StoredFigures;
  const [first, entry, entryUrl, replayUrl] = JSON.parse(stateText ?? NO_STATE) as StoredState;
  return {
    counters: Object.fromEntries(COUNTERS.map((name, index) => [name, counters[index]])) as unknown as Counters,
    names: new Map(names.map(([name, days]) => [name, new Map(days)])),
    ...{ first, entry, entryUrl, replayUrl },
    last: last.map(([position, attributes], index) => ({
      position: position ?? end,
      attributes: attributes ?? first[index]?.attributes ?? {},
    })),
    exitUrl: exit && { position: exit[0] ?? end, text: exit[1] },
  };
}

const NO_STATE = '[[],null,null,null]';

type StoredFigures = [
  counters: number[],
  names: [string, [string, number][]][],
  exit: [Position | null, string] | null,
  last: [position: Position | null, attributes: Attributes | null][],
];

type StoredState = [
  first: AtomState['first'],
  entry: AtomState['entry'],
  entryUrl: AtomState['entryUrl'],
  replayUrl: AtomState['replayUrl'],
];

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
