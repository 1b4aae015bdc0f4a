/** The text compressed, where the browser can; the collector knows gzip by its first bytes, so no header (and no preflight) is needed. */
export async function gzip(text: string): Promise<string | Blob> {
  try {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return await new Response(stream, { headers: { 'Content-Type': 'text/plain' } }).blob();
  } catch {
    return text;
  }
}
