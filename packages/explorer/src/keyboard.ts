import { useLayoutEffect } from 'preact/hooks';

/** What keys do, by `KeyboardEvent.key`. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Listens to keys while a component is there: not while somebody types, and not behind a dialog or a menu. */
export function useKeys(keys: Keys): void {
  // With the page that is shown, not some time after: the next key may already be on its way.
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (target instanceof Element && target.matches('input, textarea, select')) return;
      // Wherever the focus is: Escape closes what lies over the page, and nothing behind it.
      if (document.querySelector('dialog[open], :popover-open')) return;
      keys[event.key]?.(event);
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [keys]);
}
