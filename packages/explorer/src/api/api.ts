import { BASE } from '../base.ts';

/** Parameters of a question; those without a value are left out. */
export type Query = Readonly<Record<string, boolean | number | string | null | undefined>>;

/** What the collector refused, in its own words: `code` for programs, `message` for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Of HTTP; 0 where nothing was answered. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Dispatched on `window` when an answer says that nobody is logged in any more. */
export const LOGGED_OUT = 'kith:logged-out';

/** The address of a question, as `/api/profiles?limit=50`. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return BASE + path + (text && `?${text}`);
}

/** Asks the collector. @throws ApiError; an AbortError when `signal` ends it. */
export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>(addressOf(path, query), signal ? { signal } : {});
}

/** Tells the collector. @throws ApiError */
export function post<T>(path: string, body: object = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return ask<T>(addressOf(path), { method: 'POST', headers, body: JSON.stringify(body) });
}

async function ask<T>(address: string, init: RequestInit): Promise<T> {
  const response = await fetch(address, { ...init, credentials: 'same-origin' }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The collector does not answer. Is it running?');
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  if (response.status === 401) window.dispatchEvent(new Event(LOGGED_OUT));
  const { code = 'error', message = response.statusText } = answer as { code?: string; message?: string };
  throw new ApiError(response.status, code, message);
}
