import type { FastifyInstance } from 'fastify';
import { answerOf, type Observable } from './writer-state.ts';

/** Profiles that trail further behind than this make a collector unready, in ms: ten times what is promised. */
const MAX_LAG_MS = 10_000;

/**
 * `GET /ready`: 200 when messages are taken at once and profiles are up to date; else 503 with the reasons, any of
 * `stopping`, `writer_unavailable`, `loading_places`, `profiles_behind`.
 */
export function readyRoute(app: FastifyInstance, writer: Observable): void {
  let isStopping = false;
  app.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  app.get('/ready', async (_request, reply) => {
    const state = await answerOf(writer.state());
    const reasons = [
      ...(isStopping ? ['stopping'] : []),
      ...(state ? [] : ['writer_unavailable']),
      ...(state?.isGeoLoaded === false ? ['loading_places'] : []),
      ...(state && state.lagMs > MAX_LAG_MS ? ['profiles_behind'] : []),
    ];
    return reply.code(reasons.length === 0 ? 200 : 503).send({
      status: reasons.length === 0 ? 'ready' : 'not ready',
      reasons,
      ...(state && { lag_ms: state.lagMs, lag_count: state.lagCount }),
    });
  });
}
