import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { at } from '../base.ts';
import { PAGES } from '../pages.ts';
import { useSession } from '../session/session.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';
import { EmptyMessage } from './message.tsx';
import { toggleTheme } from './theme.ts';
import './shell.css';

/** The frame around every page: the navigation, who is logged in, the way out. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const { name, isAdmin, logOut } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const isClosed = !isAdmin && PAGES.some(({ path: href, entry }) => entry?.isForAdmins && isBelow(path, at(href)));
  // Depends on less than it uses: going somewhere closes it
  useEffect(() => setIsOpen(false), [path]);

  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="shell-side" data-open={isOpen || undefined}>
        <div class="shell-brand">
          <a href={at('/people')} aria-label="Kith">
            <Logo />
          </a>
          <Button kind="quiet" icon="menu" label="Menu" isPressed={isOpen} onClick={() => setIsOpen(!isOpen)} />
        </div>
        <nav aria-label="Pages">
          {PAGES.map(({ path: href, entry }) =>
            entry && (isAdmin || !entry.isForAdmins) ? (
              <a key={href} href={at(href)} aria-current={isBelow(path, at(href)) ? 'page' : undefined}>
                <Icon name={entry.icon} />
                {entry.label}
              </a>
            ) : null,
          )}
        </nav>
        <div class="shell-foot">
          <a href={at('/api/docs')} target="_blank" rel="noreferrer">
            <Icon name="api" />
            API
          </a>
          <button type="button" onClick={toggleTheme}>
            <Icon name="theme" />
            Light or dark
          </button>
          <button type="button" onClick={logOut} title={`Logged in as ${name}`}>
            <Icon name="leave" />
            Log out
          </button>
        </div>
      </header>
      <main id="main" class="shell-main" tabIndex={-1}>
        {isClosed ? <EmptyMessage title="This is for administrators" /> : children}
      </main>
    </div>
  );
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}
