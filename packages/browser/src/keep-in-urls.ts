import { keepParts } from './lib/context.ts';

/**
 * Keeps parts of addresses which are removed otherwise, for they may be secrets: query parameters which name no campaign
 * and no click, and the `#…`. Call it before `init`.
 *
 * @param parameters Names of query parameters.
 * @param hash Keep the `#…`, for sites that route by it.
 *
 * @example
 * keepInUrls({ parameters: ['tab'], hash: true });
 */
export function keepInUrls({ parameters, hash }: { parameters?: readonly string[]; hash?: boolean }): void {
  keepParts({ urlParameters: parameters, keepHash: hash });
}
