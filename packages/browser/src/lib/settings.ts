import type { MessageContext } from '@kith/protocol';

/**
 * What the person allowed.
 * - `granted`: collect and store.
 * - `pending`: collect in memory only; nothing is stored or sent until it is granted or denied.
 * - `denied`: collect nothing, and forget what was collected.
 */
export type Consent = 'pending' | 'granted' | 'denied';

/** Options of `init`. */
export interface InitOptions {
  /** The public key of the project, `pk_…`. */
  writeKey: string;
  /** Address of the collector, a sub-path included: `https://kith.example.com`, `https://example.com/kith`. */
  host: string;
  /** Default `granted`. With Global Privacy Control on it is `denied`, whatever this says. */
  consent?: Consent;
  /** Share the anonymous id between subdomains: `example.com`. Default: this host only. */
  cookieDomain?: string;
  /** Prefix of the cookie and of all storage keys. Give each project its own where two run on one origin. Default `kith`. */
  name?: string;
  /** Added to the context of every message, for example `{ app: { name: 'shop', version: '2.1.0' } }`. */
  context?: MessageContext;
}

/** The options in force, which `init` fills in. */
export const settings = { name: 'kith' } as InitOptions & { name: string };
