import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../collect/http-error.ts';
import type { AccessControl } from './access/access-control.ts';
import type { AuditTrail } from './access/audit-trail.ts';
import type { Scope } from './access/scope.ts';
import type { Arrivals } from './questions/arrivals.ts';
import type { Readers } from './readers.ts';

/** Options of {@link liveRoute}. */
export interface LiveOptions {
  readonly readers: Pick<Readers, 'ask'>;
  readonly access: AccessControl;
  readonly trail: AuditTrail;
}

interface Watcher {
  readonly stream: PassThrough;
  /** Ends with the login, and when the access is revoked. */
  readonly isAllowed: () => boolean;
  /** Whether they may know what people are called. */
  readonly seesNames: boolean;
  /** Up to where it has seen. */
  after: number;
  /** ms since 1970. */
  heardAt: number;
}

/** Watchers at once. */
const MAX_COUNT = 100;

/** Pause between two looks, in ms. */
const PAUSE_MS = 500;

/** What is silent for long is ended by proxies: something is said after so many ms. */
const SILENCE_MS = 15_000;

/** A watcher that does not read is ended beyond so many bytes; its browser begins anew. */
const MAX_UNREAD_BYTES = 1_048_576;

/**
 * `GET /api/live`: messages as they arrive, as server-sent events, with the scope `events`. While anybody watches, one question
 * each half second serves all of them.
 */
export async function liveRoute(app: FastifyInstance, { readers, access, trail }: LiveOptions): Promise<void> {
  const watchers = new Set<Watcher>();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (watchers.size > 0) {
      const after = Math.min(...[...watchers].map((watcher) => watcher.after));
      const arrivals = (await readers.ask('arrivals', { after }).catch(() => undefined)) as Arrivals | undefined;
      for (const watcher of watchers) tell(watcher, arrivals);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    isLooking = false;
  }

  function tell(watcher: Watcher, arrivals: Arrivals | undefined): void {
    const { stream, isAllowed, seesNames, after } = watcher;
    const now = Date.now();
    if (!isAllowed() || stream.writableLength > MAX_UNREAD_BYTES) return void stream.end();
    const isFirst = after < 0 && arrivals;
    const data = arrivals?.data.filter(({ seq }) => seq > after) ?? [];
    if (!isFirst && data.length === 0) {
      if (now - watcher.heardAt < SILENCE_MS) return;
      stream.write(':\n\n');
    } else {
      // Of what was more than one answer holds, the oldest is left out.
      const isComplete = after < 0 || arrivals?.isAll === true || data.length < (arrivals?.data.length ?? 0);
      watcher.after = data.at(-1)?.seq ?? 0;
      const text = JSON.stringify({ data: data.map((row) => told(row, seesNames)), is_complete: isComplete });
      stream.write(`id: ${watcher.after}\ndata: ${text}\n\n`);
    }
    watcher.heardAt = now;
  }

  function begin(request: FastifyRequest): PassThrough {
    const stream = new PassThrough();
    const seen = Number(request.headers['last-event-id'] ?? -1);
    const watcher = {
      stream,
      after: Number.isSafeInteger(seen) ? seen : -1,
      heardAt: Date.now(),
      isAllowed: () => isAllowed(access, request, 'events'),
      seesNames: isAllowed(access, request, 'profiles'),
    };
    watchers.add(watcher);
    stream.on('close', () => watchers.delete(watcher));
    look();
    return stream;
  }

  app.addHook('preClose', async () => {
    for (const { stream } of watchers) stream.end();
    watchers.clear();
  });
  const schema = { summary: 'Messages as they arrive, as server-sent events', tags: ['live'] };
  const onRequest = async (request: FastifyRequest) => void access.require(request, 'events');
  app.get('/api/live', { schema, onRequest, exposeHeadRoute: false }, async (request, reply) => {
    if (watchers.size >= MAX_COUNT) throw TOO_MANY;
    trail.note({ action: 'read', actor: access.require(request, 'events').name, path: '/api/live' });
    return reply
      .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      .type('text/event-stream')
      .send(begin(request));
  });
}

function told({ seq: _, person_name, ...row }: Arrivals['data'][number], seesNames: boolean): object {
  return seesNames ? { ...row, person_name } : row;
}

function isAllowed(access: AccessControl, request: FastifyRequest, scope: Scope): boolean {
  try {
    access.require(request, scope);
    return true;
  } catch {
    return false;
  }
}

const TOO_MANY = new HttpError(503, 'too_many_watchers', `${MAX_COUNT} watch already: ask again when one has gone`);
