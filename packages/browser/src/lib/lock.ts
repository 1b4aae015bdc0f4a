/**
 * Runs work while no other tab runs work under the same name. Without Web Locks (pages without https, sandboxed frames)
 * it runs at once.
 */
export async function withLock(name: string, work: () => Promise<void>): Promise<void> {
  let isStarted = false;
  const start = () => {
    isStarted = true;
    return work();
  };
  try {
    await navigator.locks.request(name, start);
  } catch {
    if (!isStarted) await start();
  }
}
