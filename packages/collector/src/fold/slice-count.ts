/** Between how many and how many a slice takes, and how long it should take, in ms. */
export interface SliceBounds {
  readonly ms: number;
  readonly least: number;
  readonly most: number;
}

/** How many the next slice takes, after one of `count` took `tookMs`: up to twice as many, so that one lucky slice makes no stall. */
export function nextSliceCount(count: number, tookMs: number, { ms, least, most }: SliceBounds): number {
  const share = ms / Math.max(tookMs, 0.1);
  return Math.round(Math.min(Math.max(count * Math.min(share, 2), least), most));
}
