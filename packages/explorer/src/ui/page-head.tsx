import type { ComponentChildren } from 'preact';
import './page-head.css';

/** The title of a page, with a figure beside it and its buttons at the other end. */
export function PageHead({
  title,
  figure,
  children,
}: {
  readonly title: ComponentChildren;
  readonly figure?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      <span class="page-figure">{figure}</span>
      <div class="page-actions">{children}</div>
    </div>
  );
}
