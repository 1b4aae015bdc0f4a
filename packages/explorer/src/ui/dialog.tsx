import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import './dialog.css';

/** Properties of {@link Dialog}. */
export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Buttons at its end. */
  readonly actions?: ComponentChildren;
  readonly isWide?: boolean;
  /** What Enter does, and a button of the type `submit`. */
  readonly onSubmit?: () => void;
  readonly onClose: () => void;
}

/**
 * A dialog over the page, open for as long as it is rendered. Escape and a click beside it close it; Enter submits it, also while no
 * field of it has the focus.
 */
export function Dialog({ title, children, actions, isWide = false, onSubmit, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before anything in it asks for the focus; else the first button has it, which closes.
  useLayoutEffect(() => {
    ref.current?.showModal();
    ref.current?.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      class={isWide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      tabIndex={-1}
      onClose={onClose}
      onKeyDown={(event) => event.key === 'Enter' && event.target === ref.current && onSubmit?.()}
      onMouseDown={(event) => event.target === ref.current && ref.current?.close()}
    >
      <form
        class="dialog-content"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <header>
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" icon="close" label="Close" onClick={() => ref.current?.close()} />
        </header>
        {children}
        {actions && <footer>{actions}</footer>}
      </form>
    </dialog>
  );
}
