import type { Socket } from 'node:net';

const STATUSES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP request (malformed, with too large headers, too slow) and closes the connection. Nothing is logged:
 * the error holds what was sent.
 */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUSES[error.code ?? ''] ?? '400 Bad Request';
  const message = 'the request is broken, too slow, or its headers are too large';
  const body = JSON.stringify({ success: false, code: 'bad_request', message, error: message });
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n`;
  if (socket.writable) socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
  socket.destroySoon();
}
