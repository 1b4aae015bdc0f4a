import type { MessageContext, WireMessage } from '@kith/protocol';
import type { Report } from './report.ts';

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
  /** Sees each message before it is stored: return it (changed or not), or null to drop it. A throw drops it too. */
  beforeSend?: (message: WireMessage) => WireMessage | null | undefined;
  /** Share the anonymous id between subdomains: `example.com`. Default: this host only. */
  cookieDomain?: string;
  /** Prefix of the cookie and of all storage keys. Give each project its own where two run on one origin. Default `kith`. */
  name?: string;
  /** Query parameters to keep in URLs besides campaign parameters and click ids; all others are removed. */
  urlParameters?: readonly string[];
  /** Keep the `#…` of URLs, for sites that route by it. Default false. */
  keepHash?: boolean;
  /** Added to the context of every message, for example `{ app: { name: 'shop', version: '2.1.0' } }`. */
  context?: MessageContext;
  /** Called with every decision the SDK takes, for example `console.debug`. */
  debug?: Report;
}

/** The options in force: those of the last `init`. */
export let settings: InitOptions & { name: string } = { writeKey: '', host: '', name: 'kith' };

/** Puts options in force. */
export function configure(options: InitOptions): void {
  settings = { ...settings, ...options, host: options.host.replace(/\/+$/, '') };
}
