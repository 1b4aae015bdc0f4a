/** Where somebody was in a list: the cursors of its pages, and how far down. */
export interface Place {
  readonly address: string;
  readonly cursors: (string | null)[];
  readonly base: number;
  readonly scrollTop: number;
}

let kept: Place | undefined;

/** Keeps the place in the list that was left last, so that who comes back to it is where they were. */
export function keepPlace(place: Place): void {
  kept = place;
}

/** The place in a list that was left last; undefined in any other. */
export function keptPlace(address: string): Place | undefined {
  return kept?.address === address ? kept : undefined;
}
