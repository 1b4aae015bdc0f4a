import type { ComponentChildren } from 'preact';

/** A link to an address that somebody sent: opened beside this page, told nothing, and only where it is one of the web. */
export function OutsideLink({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  if (!/^https?:\/\//i.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
