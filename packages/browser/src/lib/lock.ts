import { settings } from './settings.ts';

let letGo: (() => void) | undefined;

/**
 * Runs work while no other tab does. Without Web Locks (pages without https, sandboxed frames) it runs at once.
 * @returns when the work is done, or the lock released.
 */
export async function withLock(work: () => Promise<void>): Promise<void> {
  const start = () =>
    Promise.race([
      work(),
      new Promise<void>((resolve) => {
        letGo = resolve;
      }),
    ]);
  try {
    await navigator.locks.request(`${settings.name}.send`, start);
  } catch {
    await start();
  }
}

/**
 * Lets other tabs have the lock. For the moment the page is left: one which waits in the back/forward cache with a lock that
 * another page wants is thrown out of it.
 */
export function releaseLock(): void {
  letGo?.();
}
