import { PassThrough } from 'node:stream';
import { type Decision, DecisionError } from '@kith/fold';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../../collect/http-error.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { AuditTrail } from '../access/audit-trail.ts';
import type { Administrable } from '../admin.ts';
import { checkedDecision } from '../checked-decision.ts';
import type { Refolds } from './start-refolds.ts';

/** Options of {@link refoldRoute}. */
export interface RefoldRouteOptions {
  readonly refolds: Refolds;
  readonly writer: Pick<Administrable, 'adopt'>;
  readonly access: AccessControl;
  readonly trail: AuditTrail;
  /** ms since 1970. */
  readonly now: () => number;
}

/**
 * `POST /api/refold`, for administrators: takes a decision that changes how every event is read. All history is folded beside the
 * database, while messages are taken, and adopted with the decision. The answer is lines of JSON: how far it is, and at the end
 * what became of it.
 */
export function refoldRoute(app: FastifyInstance, options: RefoldRouteOptions): void {
  const { refolds, writer, access, trail, now } = options;
  async function refold(decision: Decision, lines: PassThrough, actor: string): Promise<void> {
    const gone = new AbortController();
    // Once everything is folded, the decision is taken whoever waits for it.
    lines.on('close', () => gone.abort());
    const say = (line: object) => lines.write(`${JSON.stringify(line)}\n`);
    try {
      const decisionId = await refolds.run(decision, {
        onProgress: ({ foldedCount, totalCount }) => say({ folded_count: foldedCount, total_count: totalCount }),
        adopt: writer.adopt,
        signal: gone.signal,
      });
      trail.note({ action: 'write', actor, path: '/api/refold', decision_id: decisionId });
      say({ success: true, decision_id: decisionId });
    } catch (error) {
      say(refusalOf(error));
    }
    lines.end();
  }

  const onRequest = async (request: FastifyRequest) => void access.require(request, 'admin');
  app.post('/api/refold', { onRequest }, async (request, reply) => {
    const decision = readDecision(request.body, now());
    const lines = new PassThrough();
    refold(decision, lines, access.require(request, 'admin').name);
    return reply.header('cache-control', 'no-store').type('application/x-ndjson; charset=utf-8').send(lines);
  });
}

function readDecision(body: unknown, now: number): Decision {
  try {
    const decision = checkedDecision(body, now);
    if (!['mapping', 'policy', 'undo'].includes(decision.kind))
      throw new DecisionError(`POST /api/decisions takes ${decision.kind}`);
    return decision;
  } catch (error) {
    throw error instanceof DecisionError ? new HttpError(400, 'decision_refused', error.message) : error;
  }
}

function refusalOf(error: unknown): object {
  if (error instanceof HttpError) return { code: error.code, message: error.message };
  if (error instanceof DecisionError) return { code: 'decision_refused', message: error.message };
  return { code: 'internal_error', message: 'the tables could not be adopted, and nothing has changed' };
}
