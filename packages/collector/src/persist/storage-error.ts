/** Why a database did not take something. `locked` passes by itself, `full` once somebody makes room. */
export type StorageTrouble = 'failed' | 'full' | 'locked';

/** What kind of trouble an error of SQLite tells of. */
export function storageTrouble(error: unknown): StorageTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'locked';
  return code === 'SQLITE_FULL' ? 'full' : 'failed';
}
