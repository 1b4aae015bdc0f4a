import type { ComponentChildren } from 'preact';
import './badge.css';

/** A word or two that mark something. */
export function Badge({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'accent' | 'danger' | 'good' | 'plain' | 'warn';
  readonly children: ComponentChildren;
}) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}
