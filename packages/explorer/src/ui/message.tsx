import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/api.ts';
import { Button } from './button.tsx';
import './message.css';

/** Says that there is nothing to show, and what could be done about it. */
export function EmptyMessage({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="message">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Says what went wrong, in the collector's own words. */
export function ErrorMessage({ error, retry }: { readonly error: ApiError; readonly retry?: () => void }) {
  return (
    <div class="message" role="alert">
      <h2>{error.status === 404 ? 'Not found' : 'That did not work'}</h2>
      <p>{error.message}</p>
      {retry && error.status !== 404 && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}
