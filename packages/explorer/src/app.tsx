import { useEffect } from 'preact/hooks';
import { LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import type { Count } from './api/answers.ts';
import { useAnswer } from './api/use-answer.ts';
import { at } from './base.ts';
import { PAGES } from './pages.ts';
import { SessionGate } from './session/session.tsx';
import { EmptyMessage } from './ui/message.tsx';
import { Shell } from './ui/shell.tsx';
import { Toaster } from './ui/toast.tsx';

const ROUTES = PAGES.map(({ path, load }) => ({ path: at(path), component: lazy(load) }));

// The page that is asked for, and those about the same, are loaded while the collector says who asks.
for (const { path, component } of ROUTES) {
  const [begin = ''] = path.split('/:');
  if (location.pathname.startsWith(begin)) component.preload();
}

/** What is asked for first comes first. */
const AHEAD_AFTER_MS = 2_000;

/** Loads what other pages are made of: going there then takes no loading. */
function loadAhead(): () => void {
  const timer = setTimeout(() => {
    for (const { component } of ROUTES) component.preload();
  }, AHEAD_AFTER_MS);
  return () => clearTimeout(timer);
}

/** The explorer: the page that the address names, for whoever is logged in. */
export function App() {
  useEffect(loadAhead, []);
  return (
    <LocationProvider>
      <SessionGate>
        <Shell>
          <Router>
            {ROUTES.map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route path={at('/')} component={Home} />
            <Route default component={Nowhere} />
          </Router>
        </Shell>
      </SessionGate>
      <Toaster />
    </LocationProvider>
  );
}

// Where nobody is known yet, the next step is the first message.
function Home() {
  const { route } = useLocation();
  const { data, error } = useAnswer<Count>('/api/profiles/count', { everybody: true });
  useEffect(() => {
    if (data?.count === 0) route(at('/live'), true);
    else if (data || error) route(at('/people'), true);
  }, [data, error, route]);
  return null;
}

function Nowhere() {
  return (
    <EmptyMessage title="There is no such page">
      <a href={at('/people')}>Look at people</a>
    </EmptyMessage>
  );
}
