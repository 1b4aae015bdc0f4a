import { PassThrough } from 'node:stream';
import { type Decision, DecisionError } from '@kith/fold';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../../collect/http-error.ts';
import type { Progress } from '../../fold/refold.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { AuditTrail } from '../access/audit-trail.ts';
import type { Administrable } from '../admin.ts';
import { checkedDecision } from '../checked-decision.ts';
import { sqlBefore } from '../questions/preview.ts';
import { snakeCased } from '../snake-cased.ts';
import type { FollowOptions, Refolds } from './start-refolds.ts';

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
 * database, while messages are taken, and adopted with the decision. `POST /api/refold/preview` folds as much, and says what the
 * decision would change. Both answer with lines of JSON: how far it is, and at the end what became of it.
 */
export function refoldRoute(app: FastifyInstance, options: RefoldRouteOptions): void {
  const { refolds, writer, access, trail, now } = options;

  route('/api/refold', async (decision, following, actor) => {
    const decisionId = await refolds.run(decision, { ...following, adopt: writer.adopt });
    trail.note({ action: 'write', actor, path: '/api/refold', decision_id: decisionId });
    return { success: true, decision_id: decisionId };
  });

  route('/api/refold/preview', async (decision, following, actor) => {
    trail.note({ action: 'read', actor, path: '/api/refold/preview' });
    const difference = await refolds.preview(decision, following);
    return { difference: { ...(snakeCased(difference) as object), ...sqlBefore(decision) } };
  });

  function route(path: string, work: Work): void {
    const onRequest = async (request: FastifyRequest) => void access.require(request, 'admin');
    app.post(path, { onRequest }, async (request, reply) => {
      const decision = readDecision(request.body, now());
      const lines = new PassThrough();
      follow(lines, (following) => work(decision, following, access.require(request, 'admin').name));
      return reply.header('cache-control', 'no-store').type('application/x-ndjson; charset=utf-8').send(lines);
    });
  }
}

/** What all history is folded for. @returns the last line of the answer. */
type Work = (decision: Decision, following: FollowOptions, actor: string) => Promise<object>;

async function follow(lines: PassThrough, work: (following: FollowOptions) => Promise<object>): Promise<void> {
  const gone = new AbortController();
  lines.on('close', () => gone.abort());
  const say = (line: object) => lines.write(`${JSON.stringify(line)}\n`);
  const onProgress = ({ foldedCount, totalCount }: Progress) =>
    say({ folded_count: foldedCount, total_count: totalCount });
  say(await work({ onProgress, signal: gone.signal }).catch(refusalOf));
  lines.end();
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
  return { code: 'internal_error', message: 'all history could not be folded anew, and nothing has changed' };
}
