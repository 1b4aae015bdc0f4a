import type { Trust } from './event.ts';

/** Trust as SQL shows it. */
export function trustName(trust: Trust): 'server' | 'unverified' | 'verified' {
  if (trust === 2) return 'server';
  return trust === 1 ? 'verified' : 'unverified';
}
