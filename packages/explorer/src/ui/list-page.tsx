import type { ComponentChildren } from 'preact';
import { useTitle } from './page.tsx';
import { PageHead } from './page-head.tsx';
import './list-page.css';

/** A page with a list, tools above it, and beside it whatever the list can be narrowed by. */
export function ListPage({
  title,
  figure,
  actions,
  side,
  tools,
  aside,
  children,
}: {
  readonly title: string;
  /** Beside the title: how many there are. */
  readonly figure: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** At the left of the list. */
  readonly side: ComponentChildren;
  readonly tools: ComponentChildren;
  /** An `aside` at its right, where there is one. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  useTitle(title);
  return (
    <div class="list-page">
      <PageHead title={title} figure={figure}>
        {actions}
      </PageHead>
      {side}
      <div class="list-page-main">
        <div class="page-tools">{tools}</div>
        {children}
      </div>
      {aside}
    </div>
  );
}
