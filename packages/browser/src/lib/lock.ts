/**
 * Runs work while no other tab runs work under the same name. Without Web Locks (pages without https, sandboxed frames)
 * it runs at once. A page that is left lets go: one which waits in the back/forward cache with a lock that another page
 * wants is thrown out of it.
 * @returns when the work is done.
 */
export async function withLock(name: string, work: () => Promise<void>): Promise<void> {
  let done: Promise<void> | undefined;
  const start = () => {
    done = work();
    return Promise.race([done, new Promise((resolve) => addEventListener('pagehide', resolve, { once: true }))]);
  };
  try {
    await navigator.locks.request(name, start);
  } catch {
    if (!done) await start();
  }
  await done;
}
