import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { PageHead } from './page-head.tsx';
import './page.css';

/** Properties of {@link Page}. */
export interface PageProps {
  readonly title: string;
  /** Beside the title: how many there are. */
  readonly figure?: ComponentChildren;
  /** At the other end: what can be done. */
  readonly actions?: ComponentChildren;
  /** One line on what is seen here. */
  readonly about?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A page with its title, which the browser shows too. A table in it takes the room that is left. */
export function Page({ title, figure, actions, about, children }: PageProps) {
  useTitle(title);
  return (
    <div class="page">
      <PageHead title={title} figure={figure}>
        {actions}
      </PageHead>
      {about && <p class="page-about">{about}</p>}
      {children}
    </div>
  );
}

/** Says in the browser's title what is looked at. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Kith`;
  }, [title]);
}
