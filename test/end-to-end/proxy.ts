import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What may happen to a request on its way. */
export type Fault = 'answer lost' | 'duplicated' | 'refused' | 'reset';

/** Options of {@link startProxy}. */
export interface ProxyOptions {
  /** Address of the collector, or where it will be next. */
  readonly target: string | (() => Promise<string>);
  /** Address of the person, as the proxy names it in X-Forwarded-For. */
  readonly forwardedFor?: string;
  /** Decides about each request that carries messages; none by default. */
  readonly fault?: () => Fault | undefined;
  /** Called with each answer of the collector, before it is passed on. */
  readonly onAnswer?: () => void;
}

/** A reverse proxy that runs. */
export interface Proxy {
  readonly address: string;
  /** How often each fault was injected. */
  readonly faults: Readonly<Record<Fault, number>>;
}

/** A reverse proxy on a free port of this machine, as it stands before a collector: an honest one, or a bad network. */
export async function startProxy({ target, forwardedFor, fault, onAnswer }: ProxyOptions): Promise<Proxy> {
  const faults: Record<Fault, number> = { 'answer lost': 0, duplicated: 0, refused: 0, reset: 0 };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // On a connection that was used before, browsers send again by themselves; the client is to do it.
    outgoing.shouldKeepAlive = false;
    const body = await buffer(incoming);
    const what = incoming.method === 'POST' ? fault?.() : undefined;
    if (what) faults[what]++;
    if (what === 'reset') return void incoming.socket.resetAndDestroy();
    if (what === 'refused') {
      const headers = { 'access-control-allow-origin': '*', 'content-type': 'text/html' };
      return void outgoing.writeHead(503, headers).end('<h1>Service Unavailable</h1>');
    }
    if (what === 'duplicated') await forward(incoming, body);
    const { response, answer } = await forward(incoming, body);
    onAnswer?.();
    if (what === 'answer lost') return void incoming.socket.resetAndDestroy();
    const { connection: _, 'transfer-encoding': __, ...headers } = response.headers;
    outgoing.writeHead(response.statusCode ?? 502, headers).end(answer);
  }

  async function forward({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) {
    const base = typeof target === 'string' ? target : await target();
    return new Promise<{ response: IncomingMessage; answer: Buffer }>((resolve, reject) => {
      const sent = { ...headers, ...(forwardedFor && { 'x-forwarded-for': forwardedFor }) };
      const onward = request(new URL(url, base), {
        method,
        headers: sent,
        agent: false,
      });
      onward.on('response', (response) => buffer(response).then((answer) => resolve({ response, answer }), reject));
      onward.on('error', reject);
      onward.end(body);
    });
  }

  const server = createServer((incoming, outgoing) => {
    // A client that leaves early, or a collector that has stopped.
    handle(incoming, outgoing).catch(() => incoming.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { faults, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
