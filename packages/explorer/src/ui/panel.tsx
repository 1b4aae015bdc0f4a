import type { ComponentChildren } from 'preact';
import './panel.css';

/** A part of a page with a title. */
export function Panel({
  title,
  action,
  children,
}: {
  readonly title: string;
  /** Beside the title: as the SQL of what is shown. */
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="panel">
      <header>
        <h2>{title}</h2>
        {action}
      </header>
      {children}
    </section>
  );
}
