import { useEffect, useRef } from 'preact/hooks';
import { EmptyMessage } from './message.tsx';
import './tabs.css';

/** A tab which is a page of its own. */
export interface Tab {
  /** The end of its address; empty for the first. */
  readonly name: string;
  readonly label: string;
}

/** Links to pages about the same thing, which begin with one address. */
export function Tabs({
  label,
  address,
  tabs,
  current,
}: {
  readonly label: string;
  readonly address: string;
  readonly tabs: readonly Tab[];
  /** The name that the address of the page says. */
  readonly current: string;
}) {
  const nav = useRef<HTMLElement>(null);
  // On a phone it may lie beyond the edge. Depends on more than it uses: the element is another one then
  useEffect(() => {
    const { current: bar } = nav;
    const tab = bar?.querySelector<HTMLElement>('[aria-current]');
    if (bar && tab) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.clientWidth) / 2;
  }, [current]);
  return (
    <>
      <nav ref={nav} class="tabs" aria-label={label}>
        {tabs.map((tab) => (
          <a
            key={tab.name}
            href={tab.name ? `${address}/${tab.name}` : address}
            aria-current={tab.name === current ? 'page' : undefined}
          >
            {tab.label}
          </a>
        ))}
      </nav>
      {!tabs.some(({ name }) => name === current) && <EmptyMessage title="There is no such tab" />}
    </>
  );
}
