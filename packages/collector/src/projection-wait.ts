import type { Db } from './persist/database.ts';
import { foldedMarks, type Marks, receivedMarks } from './persist/unfolded.ts';

/** Callers that wait until the profiles know what they have sent. */
export interface ProjectionWait {
  /** Holds somebody until all that is stored by now is in the profiles, or patience ends. Call after the commit. */
  readonly hold: (release: (isProjected: boolean) => void) => void;
  readonly isAwaited: () => boolean;
  /** Lets go whoever need not wait any more. Call whenever something was folded. */
  readonly check: () => void;
  /** Lets everybody go. */
  readonly end: () => void;
}

/** Longest wait, in ms: profiles trail by less than a second, unless they are folded anew. */
const PATIENCE_MS = 5_000;

/** Makes a place to wait for the profiles of a database. */
export function projectionWait(db: Db): ProjectionWait {
  const held = new Set<{ readonly marks: Marks; readonly letGo: (isProjected: boolean) => void }>();
  return {
    hold(release) {
      const entry = {
        marks: receivedMarks(db),
        letGo(isProjected: boolean) {
          clearTimeout(timer);
          held.delete(entry);
          release(isProjected);
        },
      };
      const timer = setTimeout(entry.letGo, PATIENCE_MS, false);
      held.add(entry);
    },
    isAwaited: () => held.size > 0,
    check() {
      if (held.size === 0) return;
      const [received, folded] = [receivedMarks(db), foldedMarks(db)];
      // Of what was erased meanwhile nothing is folded.
      const isReached = (name: keyof Marks, marks: Marks) => folded[name] >= Math.min(marks[name], received[name]);
      for (const { marks, letGo } of held) if (isReached('seq', marks) && isReached('replacement', marks)) letGo(true);
    },
    end() {
      for (const { letGo } of held) letGo(false);
    },
  };
}
