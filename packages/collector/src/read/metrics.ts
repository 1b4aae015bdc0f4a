import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HttpError } from '../collect/http-error.ts';
import type { IngestAnswer } from '../collect/ingest.ts';
import { FATES } from '../persist/ledger.ts';
import { isAdmin } from './admin.ts';
import { answerOf, type Observable, type WriterState } from './writer-state.ts';

/** Upper ends of what durations are sorted into. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MESSAGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_500];

/** What the writer thread measures while it works. */
export interface WriterMeter {
  /** Notes a commit: the answers to its requests, and how long it took. Called once a commit. */
  readonly committed: (answers: readonly IngestAnswer[], durationMs: number) => void;
  /** What was measured, and the state, as Prometheus text. */
  readonly render: (state: WriterState) => Promise<string>;
}

/** Makes the meter of the writer thread. */
export function writerMeter(): WriterMeter {
  const registry = new Registry();
  const { counter, gauge, histogram } = instruments(registry);
  const duration = histogram('kith_commit_duration_seconds', 'Time to store the messages of one commit', SECONDS);
  const size = histogram('kith_commit_messages', 'Messages that shared one commit', MESSAGES);
  const rejected = counter('kith_rejected_messages_total', 'Messages refused since the start', ['code']);
  const messages = gauge('kith_messages', 'Messages ever received, by what became of them', ['source', 'fate']);
  const received = gauge('kith_messages_received', 'Messages ever received', ['source']);
  const lagSeconds = gauge('kith_projection_lag_seconds', 'Age of the oldest stored message not yet in profiles');
  const lagCount = gauge('kith_projection_lag_messages', 'Stored messages not yet in profiles');
  const isGeoLoaded = gauge('kith_geo_loaded', 'Whether the source of places is loaded');
  const databaseBytes = gauge('kith_database_bytes', 'Size of the database file');
  const walBytes = gauge('kith_wal_bytes', 'Size of the write-ahead log beside it');
  return {
    committed(answers, durationMs) {
      let count = 0;
      for (const answer of answers) {
        if (answer.status !== 200) continue;
        count +=
          answer.accepted + answer.duplicate + (answer.erased ?? 0) + (answer.expired ?? 0) + answer.rejected.length;
        for (const { code } of answer.rejected) rejected.inc({ code });
      }
      duration.observe(durationMs / 1_000);
      size.observe(count);
    },
    render(state) {
      for (const { source, ...counts } of state.ledger) {
        received.set({ source }, counts.received);
        for (const fate of FATES) messages.set({ source, fate }, counts[fate]);
      }
      lagSeconds.set(state.lagMs / 1_000);
      lagCount.set(state.lagCount);
      isGeoLoaded.set(Number(state.isGeoLoaded));
      databaseBytes.set(state.databaseBytes);
      walBytes.set(state.walBytes);
      return registry.metrics();
    },
  };
}

/** What the HTTP thread measures. */
export interface RequestMeter {
  /** Counts the answers of a Fastify scope, by route and status. */
  readonly count: (app: FastifyInstance) => void;
  /** Measures how long the answers of a Fastify scope take. */
  readonly time: (app: FastifyInstance) => void;
  /** Serves `GET /metrics`. */
  readonly route: (app: FastifyInstance) => void;
}

/**
 * Makes the meter of the HTTP thread. What it serves is Prometheus' text format without personal data, for this machine
 * and for whoever has the admin token.
 */
export function requestMeter({ writer, adminToken }: { writer: Observable; adminToken: string }): RequestMeter {
  const registry = new Registry();
  const { counter, gauge, histogram } = instruments(registry);
  const requests = counter('kith_requests_total', 'Answered requests', ['route', 'status']);
  const duration = histogram(
    'kith_ingest_duration_seconds',
    'Time from a request with messages to its answer',
    SECONDS,
  );
  const isUp = gauge('kith_writer_up', 'Whether the writer answers');
  const queueCount = gauge('kith_queue_requests', 'Requests that wait for the writer');
  const queueSize = gauge('kith_queue_characters', 'Size of their bodies');
  let isFirst = true;
  return {
    count(app) {
      app.addHook('onResponse', (request, reply, done) => {
        requests.inc({ route: request.routeOptions.url ?? '', status: reply.statusCode });
        done();
      });
    },
    time(app) {
      app.addHook('onResponse', (_request, reply, done) => {
        duration.observe(reply.elapsedTime / 1_000);
        done();
      });
    },
    route(app) {
      app.get('/metrics', async (request, reply) => {
        if (!isLocal(request) && !isAdmin(request, adminToken)) {
          throw new HttpError(401, 'unauthorized', 'send the admin token as Authorization: Bearer');
        }
        // Of the process; they begin to observe it, which nobody should pay for who does not look.
        if (isFirst) collectDefaultMetrics({ register: registry });
        isFirst = false;
        const measured = await answerOf(writer.metrics());
        const { requestCount, size } = writer.queue();
        isUp.set(Number(measured !== undefined));
        queueCount.set(requestCount);
        queueSize.set(size);
        return reply.type(registry.contentType).send(`${await registry.metrics()}${measured ?? ''}`);
      });
    },
  };
}

function instruments(registry: Registry) {
  const registers = [registry];
  return {
    counter: (name: string, help: string, labelNames: string[]) => new Counter({ name, help, labelNames, registers }),
    gauge: (name: string, help: string, labelNames: string[] = []) => new Gauge({ name, help, labelNames, registers }),
    histogram: (name: string, help: string, buckets: number[]) => new Histogram({ name, help, buckets, registers }),
  };
}

const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'];

/** Whether somebody on this machine asks, and not a proxy here for somebody elsewhere. */
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
  return isLoopback && FORWARDING.every((name) => headers[name] === undefined);
}
