// Below this, compression saves less than it costs.
const MIN_LENGTH = 1_000;

/** The text compressed, where the browser can and it pays; the collector knows gzip by its first bytes, so no header (and no preflight) is needed. */
export async function gzip(text: string): Promise<string | Blob> {
  if (text.length < MIN_LENGTH || typeof CompressionStream === 'undefined') return text;
  try {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return new Blob([await new Response(stream).arrayBuffer()], { type: 'text/plain' });
  } catch {
    return text;
  }
}
