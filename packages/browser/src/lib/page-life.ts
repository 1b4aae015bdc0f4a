import { retrySoon, sendBeforeLeaving } from './deliver.ts';
import { isGateOpen, noteShown, openGate } from './gate.ts';
import { refreshIdentity } from './identity.ts';

interface NavigateEvent extends Event {
  destination: { sameDocument: boolean };
  downloadRequest: string | null;
}

function leave(): void {
  openGate(); // what still waits for tabs to agree on an id goes too
  sendBeforeLeaving();
}

/**
 * Sends before the page is hidden or left. No unload listener: one would cost the page its back/forward cache, and on
 * phones it never fires.
 */
export function watchPageLife(): void {
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') leave();
    else if (isGateOpen()) {
      refreshIdentity();
      retrySoon();
    }
  };
  addEventListener('visibilitychange', onVisibility, true);
  // Safari does not always change the visibility of a page which is left.
  addEventListener('pagehide', leave, true);
  addEventListener('pageshow', onVisibility, true);
  addEventListener('online', retrySoon);
  // Already when a link is followed: then the answer often arrives while there is still a page to hear it.
  const { navigation } = globalThis as { navigation?: EventTarget };
  navigation?.addEventListener('navigate', (event) => {
    const { destination, downloadRequest } = event as NavigateEvent;
    if (!destination.sameDocument && downloadRequest === null) leave();
  });
}

/** Runs work now, or when a page that is rendered ahead of the person is shown. */
export function whenShown(work: () => void): void {
  if (!(document as { prerendering?: boolean }).prerendering) work();
  else {
    const show = () => {
      noteShown(Date.now());
      work();
    };
    document.addEventListener('prerenderingchange', show, { once: true });
  }
}
