/** Trouble that goes on for a while, told once when it begins, when its reason changes, and when it is over. */
export interface Outage {
  readonly goesOn: (reason: string) => void;
  readonly isOver: () => void;
}

/** @param warn told of beginning and end; @param what does not work meanwhile; @param end what is said once it works again. */
export function outage(warn: (message: string) => void, what: string, end: string): Outage {
  let current: string | null = null;
  return {
    goesOn(reason) {
      if (reason !== current) warn(`${what}: ${reason}`);
      current = reason;
    },
    isOver() {
      if (current !== null) warn(end);
      current = null;
    },
  };
}
