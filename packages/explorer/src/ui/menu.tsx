import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './menu.css';

/** Something a menu offers. */
export interface MenuItem {
  readonly label: string;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
}

/** A button that opens a list of things to do. The arrow keys go through it, Escape and a click elsewhere close it. */
export function Menu({ label, items }: { readonly label: ComponentChildren; readonly items: readonly MenuItem[] }) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  // The list lies above the whole page, which knows nothing of where the button is.
  function place(): void {
    const { bottom = 0, right = 0 } = opener.current?.getBoundingClientRect() ?? {};
    list.current?.style.setProperty('top', `${bottom + 4}px`);
    list.current?.style.setProperty('right', `${Math.max(8, innerWidth - right)}px`);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    if (step === undefined || buttons.length === 0) return;
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons.at((now + step) % buttons.length)?.focus();
  }

  return (
    <>
      <button ref={opener} class="button button-plain" type="button" popovertarget={id} aria-haspopup="menu">
        {label}
        <Icon name="down" />
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        role="menu"
        popover="auto"
        onBeforeToggle={place}
        onToggle={(event) => event.newState === 'open' && list.current?.querySelector('button')?.focus()}
        onKeyDown={onKeyDown}
      >
        {items.map(({ label: words, isDanger, onChoose }) => (
          <button
            key={words}
            type="button"
            role="menuitem"
            class={isDanger ? 'is-danger' : ''}
            onClick={() => {
              list.current?.hidePopover();
              onChoose();
            }}
          >
            {words}
          </button>
        ))}
      </div>
    </>
  );
}
