import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type RunningCollector, serve } from '../../src/serve.ts';
import { basic } from '../build-app.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { fileOfTests } from '../persist/temporary-file.ts';

/** What an attacker sends: a message, or anything else. */
export type Message = Readonly<Record<string, unknown>>;

/** An answer, as an attacker sees it. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** A collector under attack, and what its operator sees of it. */
export interface Target {
  readonly collector: () => RunningCollector;
  /** Everything the collector has logged, at the finest level. */
  readonly log: () => string;
  /** Sends messages with the public key, as a page would; answers once the profiles know of them. */
  readonly attack: (...batch: readonly unknown[]) => Promise<Answer>;
  /** The same with headers or a path of one's own. */
  readonly post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Sends messages as a backend. */
  readonly backend: (...batch: readonly Message[]) => Promise<Answer>;
  /** The rows of a query. */
  readonly rows: (sql: string, ...values: readonly unknown[]) => unknown[];
}

/** Runs a collector for the tests of a file. */
export function startTarget(environment: Readonly<Record<string, string>> = {}): Target {
  const file = fileOfTests();
  const lines: string[] = [];
  let running: RunningCollector;
  beforeAll(async () => {
    const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], environment);
    running = await serve(config, { logger: pino({ level: 'trace' }, { write: (line) => lines.push(line) }) });
  });
  afterAll(() => running.stop());

  const post: Target['post'] = async (path, body, headers = {}) => {
    const response = await fetch(running.address + path, {
      method: 'POST',
      headers: { authorization: basic(running.keys.writeKey), ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Message, headers: response.headers };
  };
  return {
    collector: () => running,
    log: () => lines.join(''),
    post,
    attack: (...batch) => post('/v1/batch?wait=profile', { batch }, BROWSER),
    backend: (...batch) => post('/v1/batch?wait=profile', { batch }, { authorization: basic(running.keys.secretKey) }),
    rows: (sql, ...values) => rowsIn(file, sql, ...values),
  };
}

const BROWSER = {
  origin: 'https://evil.example',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
};
