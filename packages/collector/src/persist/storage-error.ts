/**
 * Why a database did not take something. `locked` passes by itself, `full` once somebody makes room; `unfit` is about what
 * should have been stored, and passes never.
 */
export type StorageTrouble = 'failed' | 'full' | 'locked' | 'unfit';

/** What kind of trouble an error tells of. */
export function storageTrouble(error: unknown): StorageTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'locked';
  if (code === 'SQLITE_FULL') return 'full';
  const isUnfit = error instanceof TypeError || error instanceof RangeError;
  return isUnfit || /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(code) ? 'unfit' : 'failed';
}
