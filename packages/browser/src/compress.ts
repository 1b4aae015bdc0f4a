import { encodeWith } from './lib/deliver.ts';

/**
 * Compresses requests where the browser can, to about a tenth for many messages; not those of a page which is left. Call it
 * before `init`.
 *
 * @example
 * compress();
 * init({ writeKey, host });
 */
export function compress(): void {
  encodeWith(gzip);
}

// The collector knows gzip by its first bytes: without a header, not even of a type, there is no preflight.
async function gzip(text: string): Promise<string | Blob> {
  try {
    return await new Response(new Response(text).body!.pipeThrough(new CompressionStream('gzip'))).blob();
  } catch {
    return text;
  }
}
