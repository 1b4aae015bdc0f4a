import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** How the collector behaves. */
export type Mode = 'refuse' | 'unavailable' | 'up';

/** A collector for any SDK: it takes everything and notes when it saw which event. */
export interface Recorder {
  readonly address: string;
  mode: Mode;
  /** Arrivals (ms of `performance.now`) by event, one for each time it came. */
  readonly arrivals: Map<string, number[]>;
  /** Resolves when an event has come, or after so many milliseconds. */
  readonly arrival: (name: string, withinMs: number) => Promise<void>;
  /** Requests that carried events, preflights, and bytes of bodies. */
  readonly traffic: { requests: number; preflights: number; bytes: number };
  readonly forget: () => void;
  readonly close: () => void;
}

/** What events of the benchmark are named: it is looked for in whatever an SDK sends. */
export const EVENT: RegExp = /bench-\d+-end/g;

/** Starts a collector on a free port. */
export async function startRecorder(): Promise<Recorder> {
  const ids = new Set<string>();
  const arriving = new EventEmitter();
  const recorder = {
    address: '',
    mode: 'up' as Mode,
    arrivals: new Map<string, number[]>(),
    async arrival(name: string, withinMs: number) {
      if (recorder.arrivals.has(name)) return;
      await once(arriving, name, { signal: AbortSignal.timeout(withinMs) }).catch(() => {});
    },
    traffic: { requests: 0, preflights: 0, bytes: 0 },
    forget() {
      recorder.arrivals.clear();
      Object.assign(recorder.traffic, { requests: 0, preflights: 0, bytes: 0 });
    },
    close: () => server.closeAllConnections(),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (recorder.mode === 'refuse') return void request.socket.destroy();
    const { origin = '*', 'access-control-request-headers': headers = '*' } = request.headers;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Access-Control-Allow-Headers', headers);
    response.setHeader('Content-Type', 'application/json');
    if (recorder.mode === 'unavailable') return void response.writeHead(503).end('{}');
    if (request.method === 'OPTIONS') {
      recorder.traffic.preflights++;
      return void response.writeHead(204).end();
    }
    const body = await buffer(request);
    const text = (body[0] === 0x1f ? gunzipSync(body) : body).toString();
    const names = `${decodeURIComponent(request.url ?? '')} ${text}`.match(EVENT) ?? [];
    if (names.length > 0) {
      recorder.traffic.requests++;
      recorder.traffic.bytes += body.length;
    }
    // An event is named several times in some SDKs' messages, but never twice in a request.
    for (const name of new Set(names)) {
      recorder.arrivals.set(name, [...(recorder.arrivals.get(name) ?? []), performance.now()]);
      arriving.emit(name);
    }
    response.end(JSON.stringify({ success: true, status: 1, confirmed: confirm(text, ids) }));
  }

  const server: Server = createServer(
    (request, response) => void answer(request, response).catch(() => response.end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  recorder.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return recorder;
}

// What Kith's collector answers to `confirm`.
function confirm(text: string, ids: Set<string>): string[] | undefined {
  if (!text.startsWith('{"batch"')) return undefined;
  const { batch, confirm } = JSON.parse(text) as { batch: { messageId: string }[]; confirm?: string[] };
  for (const { messageId } of batch) ids.add(messageId);
  return confirm?.filter((id) => ids.has(id));
}
