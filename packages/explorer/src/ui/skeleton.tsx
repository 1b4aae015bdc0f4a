import './skeleton.css';

/** Stands where text will be, as wide as it probably is: nothing moves when it comes. @param width in characters. */
export function Skeleton({ width = 12 }: { readonly width?: number }) {
  return <span class="skeleton" style={{ width: `${width}ch` }} aria-hidden="true" />;
}
