import { type ComponentChildren, createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Me } from '../api/answers.ts';
import { type ApiError, get, LOGGED_OUT, post } from '../api/api.ts';
import { ErrorMessage } from '../ui/message.tsx';
import { knownMe, rememberMe } from './known-me.ts';
import { LoginPage } from './login-page.tsx';

/** Who looks, and what they may do. */
export interface Session {
  readonly name: string;
  /** Whether they may decide, and not only read. What they may not do is not offered. */
  readonly isAdmin: boolean;
  readonly logOut: () => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The session of whoever looks; only below {@link SessionGate}. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession() belongs below the gate');
  return session;
}

/** Shows what is inside to whoever is logged in, and the login to everybody else, at the same address. */
export function SessionGate({ children }: { readonly children: ComponentChildren }) {
  const [me, setKnown] = useState<Me | null | undefined>(knownMe);
  const [error, setError] = useState<ApiError>();

  function setMe(known: Me | null): void {
    rememberMe(known);
    setKnown(known);
  }

  function look(): void {
    setError(undefined);
    get<Me>('/api/me').then(setMe, (refused: ApiError) => (refused.status === 401 ? setMe(null) : setError(refused)));
  }

  useLayoutEffect(() => {
    const leave = () => setMe(null);
    // Somebody logged out in another tab, or before they came back to a page that the browser had kept.
    const follow = () => knownMe() ?? setKnown(null);
    addEventListener(LOGGED_OUT, leave);
    addEventListener('storage', follow);
    addEventListener('pageshow', follow);
    look();
    return () => {
      removeEventListener(LOGGED_OUT, leave);
      removeEventListener('storage', follow);
      removeEventListener('pageshow', follow);
    };
  }, []);

  if (error) return <ErrorMessage error={error} retry={look} />;
  if (me === undefined) return null;
  if (me === null) return <LoginPage onLogin={look} />;
  const session: Session = {
    name: me.name,
    isAdmin: me.scopes.includes('admin'),
    logOut: () => post('/api/logout').then(() => setMe(null)),
  };
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
