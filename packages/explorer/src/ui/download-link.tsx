import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import { toast } from './toast.tsx';

/** A link to a file, which looks like a button and says that the file is on its way: the browser shows it only once it begins. */
export function DownloadLink({
  href,
  kind = 'primary',
  children = 'Download',
  onBegin,
}: {
  readonly href: string;
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly children?: ComponentChildren;
  readonly onBegin?: () => void;
}) {
  function begin(): void {
    toast('The download begins: the file is written while it is sent.');
    onBegin?.();
  }
  return (
    <a class={`button button-${kind}`} href={href} download onClick={begin}>
      {kind === 'primary' && <Icon name="export" />}
      {children}
    </a>
  );
}
