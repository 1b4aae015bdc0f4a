import { retrySoon, sendBeforeLeaving } from './deliver.ts';
import { refreshIdentity } from './identity.ts';

interface NavigateEvent extends Event {
  destination: { sameDocument: boolean };
  downloadRequest: string | null;
}

/**
 * Sends before the page is hidden or left. No unload listener: one would cost the page its back/forward cache, and on
 * phones it never fires.
 */
export function watchPageLife(): void {
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') return sendBeforeLeaving();
    refreshIdentity();
    retrySoon();
  };
  addEventListener('visibilitychange', onVisibility, true);
  // Safari does not always change the visibility of a page which is left.
  addEventListener('pagehide', sendBeforeLeaving, true);
  addEventListener('pageshow', onVisibility, true);
  addEventListener('online', retrySoon);
  // Already when a link is followed: then the answer mostly arrives while there is still a page to hear it.
  const { navigation } = globalThis as { navigation?: EventTarget };
  navigation?.addEventListener('navigate', (event) => {
    const { destination, downloadRequest } = event as NavigateEvent;
    if (!destination.sameDocument && downloadRequest === null) sendBeforeLeaving();
  });
}

/** Runs work now, or when a page that is rendered ahead of the person is shown: nobody has seen it until then. */
export function whenShown(work: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', work, { once: true });
  } else work();
}
