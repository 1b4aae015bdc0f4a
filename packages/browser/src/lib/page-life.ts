import { isOpen, retrySoon, sendBeforeLeaving } from './deliver.ts';
import { openGate } from './gate.ts';
import { meetDevice } from './identity.ts';
import { releaseLock } from './lock.ts';

/**
 * Sends before the page is hidden or left. No unload listener: one would cost the page its back/forward cache, and on
 * phones it never fires.
 */
export function watchPageLife(): void {
  const leave = () => {
    openGate(); // what still waits for tabs to agree on an id goes too
    sendBeforeLeaving();
  };
  const onVisibility = () => {
    if (document.hidden) leave();
    else if (isOpen) {
      meetDevice(); // another subdomain may have changed the id since
      retrySoon();
    }
  };
  addEventListener('visibilitychange', onVisibility);
  // Safari does not always change the visibility of a page which is left.
  addEventListener('pagehide', () => {
    leave();
    releaseLock();
  });
  addEventListener('online', retrySoon);
}
