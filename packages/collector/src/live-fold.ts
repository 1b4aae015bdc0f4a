import { type Projection, project } from './fold/project.ts';
import { nextSliceCount, type SliceBounds } from './fold/slice-count.ts';
import type { Outage } from './outage.ts';
import { storageTrouble } from './persist/storage-error.ts';
import type { Rounds } from './persist/unfolded.ts';

/** A fold that follows the log in rounds. */
export type LiveProjection = Projection & { readonly next: Rounds };

/** What a {@link liveFold} works with. */
export interface LiveFoldOptions {
  readonly inTransaction: (work: () => void) => void;
  /** Opens the fold; called anew whenever its state was rolled back or its rules have changed. */
  readonly openFold: () => LiveProjection;
  /** Whether somebody waits for the profiles: then there is no rest between rounds. */
  readonly isAwaited: () => boolean;
  /** Told of troubles, and of their end. */
  readonly outage: Outage;
  /** How long a locked database, or one with another trouble, is let alone, in ms. */
  readonly pauseMs: (isLocked: boolean) => number;
}

/** Brings profiles up to date between commits. */
export interface LiveFold {
  /** In how many ms there is something to fold: not above 0 now, Infinity when everything is folded. */
  readonly restMs: () => number;
  /** Folds for some milliseconds. @param storedMs how long storing has just taken: folding shall keep up with it. */
  readonly fold: (storedMs: number) => void;
  /** Something was stored. */
  readonly wake: () => void;
  /** The state was exchanged. */
  readonly reopen: () => void;
}

/** What a slice, which is a transaction, takes: as long as it lasts acknowledgements may wait for it. */
const SLICE: SliceBounds = { ms: 15, least: 8, most: 2_000 };

/** As long as slices may follow one another when a round is late, as a multiple of what storing has just taken. */
const FOLDING_SHARE = 2;

/**
 * How long a round should take, and how long it is from one to the next at least, in ms. What a person does meanwhile is
 * written once. Profiles trail by two rounds at the most.
 */
const ROUND_MS = 400;

/** Folds the log in rounds of short slices, so that acknowledgements never wait long for profiles. */
export function liveFold({ inTransaction, openFold, isAwaited, outage, pauseMs }: LiveFoldOptions): LiveFold {
  let projection: LiveProjection | null = null;
  let isBehind = true;
  let sliceCount = 64;
  let round = { begun: Number.NEGATIVE_INFINITY, count: 0 };
  let failedUntil = Number.NEGATIVE_INFINITY;

  const waitingCount = () => projection?.next.waitingCount() ?? 0;

  function restMs(): number {
    if (!isBehind) return Number.POSITIVE_INFINITY;
    const isResting = waitingCount() === 0 && !isAwaited();
    const begins = isResting ? round.begun + ROUND_MS : Number.NEGATIVE_INFINITY;
    return Math.max(begins, failedUntil) - performance.now();
  }

  function foldSlice(): void {
    const started = performance.now();
    let taken = 0;
    try {
      projection ??= openFold();
      const opened = projection;
      const isNew = waitingCount() === 0;
      inTransaction(() => {
        taken = project(opened, sliceCount);
      });
      isBehind = taken > 0;
      if (isNew) round = { begun: started, count: taken + waitingCount() };
      outage.isOver();
    } catch (error) {
      // The slice is undone as a whole, and tried again later.
      const isLocked = storageTrouble(error) === 'locked';
      if (!isLocked) outage.goesOn(error instanceof Error ? error.message : String(error));
      projection = null;
      failedUntil = performance.now() + pauseMs(isLocked);
      return;
    }
    const tookMs = performance.now() - started;
    // The rest of a round may be a few events: quick, and no measure of many.
    if (tookMs < SLICE.ms && taken < sliceCount) return;
    sliceCount = nextSliceCount(sliceCount, tookMs, SLICE);
  }

  // Whether more of the round waits than should by now.
  function isLate(): boolean {
    return waitingCount() > round.count * (1 - (performance.now() - round.begun) / ROUND_MS);
  }

  return {
    restMs,
    fold(storedMs) {
      const until = performance.now() + storedMs * FOLDING_SHARE - SLICE.ms;
      do foldSlice();
      while (restMs() <= 0 && waitingCount() > 0 && isLate() && performance.now() < until);
    },
    wake() {
      isBehind = true;
    },
    reopen() {
      projection = null;
      isBehind = true;
    },
  };
}
