import { dayOf } from '@kith/protocol';
import type { Campaign, Event } from './event.ts';
import { comparePositions, type Position, positionOf } from './order.ts';
import { addTouch, type Touch } from './touch.ts';

/**
 * The fold of events of one stream which always share their attribution. Every event is in exactly one atom, so that
 * counters are right; when a device finds its owner atoms move, and no event is read again.
 *
 * - `run`: consecutive activity of one user (or of nobody) within one device session, no gap longer than 30 minutes.
 * - `rider`: what is no activity but lies in a device session, by the run (`anchor`) it lies in.
 * - `bucket`: what lies in no session, by UTC day (`anchor`), so that folding one anew stays cheap.
 */
export interface Atom {
  readonly id: number;
  readonly stream: string;
  readonly kind: 'bucket' | 'rider' | 'run';
  /** The id of the run for riders, the day for buckets, `''` for runs. */
  readonly anchor: string;
  /** The userId all its events carry, or null when they carry none. */
  readonly user: string | null;
  readonly isServer: boolean;
  /** Of the earliest event. */
  readonly start: Position;
  /** Of the latest event. */
  readonly end: Position;
  /** Whose it is now. `''` until it is attributed for the first time. */
  readonly profileId: string;
  /** The session it is part of now. */
  readonly sessionId: string | null;
  readonly state: AtomState;
}

/** What an atom knows of its events. Counters need disjoint event sets; everything else is a register. */
export interface AtomState {
  readonly counters: Counters;
  /** Track events by name and UTC day. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The rest describes sessions and is kept for runs only. */
  readonly first: readonly Touch[];
  readonly last: readonly Touch[];
  readonly entry: Entry | null;
  readonly entryUrl: Located | null;
  readonly exitUrl: Located | null;
  readonly replayUrl: Located | null;
}

/** Additive figures, the same for atoms, sessions and profiles. */
export interface Counters {
  readonly message_count: number;
  readonly event_count: number;
  readonly page_count: number;
  readonly client_count: number;
  readonly bot_count: number;
  readonly purchase_count: number;
  readonly rage_click_count: number;
  readonly dead_click_count: number;
  readonly error_click_count: number;
}

/** The first activity of a run and the campaign it came by. */
export interface Entry {
  readonly position: Position;
  readonly campaign: Campaign | null;
}

/** A text and the event that carried it. */
export interface Located {
  readonly position: Position;
  readonly text: string;
}

/** All counters at zero. */
export const NO_COUNTERS: Counters = {
  message_count: 0,
  event_count: 0,
  page_count: 0,
  client_count: 0,
  bot_count: 0,
  purchase_count: 0,
  rage_click_count: 0,
  dead_click_count: 0,
  error_click_count: 0,
};

/** The state of no events. */
export const EMPTY_STATE: AtomState = {
  counters: NO_COUNTERS,
  names: new Map(),
  first: [],
  last: [],
  entry: null,
  entryUrl: null,
  exitUrl: null,
  replayUrl: null,
};

/** Track events that make a person a customer. */
export const PURCHASE_EVENTS: ReadonlySet<string> = new Set(['Charged', 'Order Completed']);

/** Sums counters; a sign of -1 takes the second ones back. */
export function addCounters(a: Counters, b: Counters, sign: 1 | -1 = 1): Counters {
  // Written out: done for every event, several times.
  return {
    message_count: a.message_count + sign * b.message_count,
    event_count: a.event_count + sign * b.event_count,
    page_count: a.page_count + sign * b.page_count,
    client_count: a.client_count + sign * b.client_count,
    bot_count: a.bot_count + sign * b.bot_count,
    purchase_count: a.purchase_count + sign * b.purchase_count,
    rage_click_count: a.rage_click_count + sign * b.rage_click_count,
    dead_click_count: a.dead_click_count + sign * b.dead_click_count,
    error_click_count: a.error_click_count + sign * b.error_click_count,
  };
}

/** The atom with one more event. The event must not be in it yet. */
export function addEvent(atom: Atom, event: Event): Atom {
  const position = positionOf(event);
  return {
    ...atom,
    start: comparePositions(position, atom.start) < 0 ? position : atom.start,
    end: comparePositions(position, atom.end) > 0 ? position : atom.end,
    state: {
      ...(atom.kind === 'run' ? describe(atom.state, event, position) : atom.state),
      counters: addCounters(atom.state.counters, countersOf(event)),
      names: event.type === 'track' ? countName(atom.state.names, event) : atom.state.names,
    },
  };
}

/** Whether two states of an atom say the same of how its visit began: true only where it is certain. */
export function isBegunAlike(a: AtomState, b: AtomState): boolean {
  return a.first === b.first && a.entry === b.entry && a.entryUrl === b.entryUrl && a.replayUrl === b.replayUrl;
}

/** Whether they say the same of the visit as it is: the device, the place and so on; likewise. */
export function isLastAlike({ last: a }: AtomState, { last: b }: AtomState): boolean {
  return a.length === b.length && a.every(({ attributes }, index) => attributes === b[index]?.attributes);
}

function describe(state: AtomState, event: Event, position: Position): AtomState {
  const touch: Touch = { position, attributes: event.attributes };
  const earlier = (register: { position: Position } | null) =>
    register === null || comparePositions(position, register.position) < 0;
  const later = (register: { position: Position } | null) =>
    register === null || comparePositions(position, register.position) > 0;
  const url = event.url === null ? null : { position, text: event.url };
  const replay = event.replayUrl === null ? null : { position, text: event.replayUrl };
  return {
    ...state,
    first: addTouch('first', state.first, touch),
    last: addTouch('last', state.last, touch),
    entry: earlier(state.entry) ? { position, campaign: event.campaign } : state.entry,
    entryUrl: url && earlier(state.entryUrl) ? url : state.entryUrl,
    exitUrl: url && later(state.exitUrl) ? url : state.exitUrl,
    replayUrl: replay && earlier(state.replayUrl) ? replay : state.replayUrl,
  };
}

function countersOf(event: Event): Counters {
  const track = event.type === 'track';
  const isName = (name: string) => Number(track && event.name === name);
  return {
    message_count: 1,
    event_count: Number(track),
    page_count: Number(event.type === 'page' || event.type === 'screen'),
    client_count: Number(!event.isServer),
    bot_count: Number(!event.isServer && event.isBot),
    purchase_count: Number(track && PURCHASE_EVENTS.has(event.name ?? '')),
    rage_click_count: isName('Rage Click'),
    dead_click_count: isName('Dead Click'),
    error_click_count: isName('Error Click'),
  };
}

function countName(names: AtomState['names'], event: Event): AtomState['names'] {
  const name = event.name ?? '';
  const day = dayOf(event.t);
  const days = new Map(names.get(name));
  days.set(day, (days.get(day) ?? 0) + 1);
  return new Map(names).set(name, days);
}
