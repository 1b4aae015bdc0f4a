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

/** A dialog over the page, open for as long as it is rendered. Escape and a click beside it close it. */
export function Dialog({ title, children, actions, isWide = false, onSubmit, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before anything in it asks for the focus.
  useLayoutEffect(() => ref.current?.showModal(), []);
  return (
    <dialog
      ref={ref}
      class={isWide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onClose={onClose}
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
