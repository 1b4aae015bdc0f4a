import { type Decision, DecisionError, type Erase, type Expire } from '@kith/fold';
import { isObject } from '@kith/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../collect/http-error.ts';
import type { Writer } from '../collect/ingest.ts';
import { type KeyChange, readKeyChange } from '../collect/key-change.ts';
import { isSameSecret, type Key } from '../collect/keys.ts';
import { type Reprocessed, type Reprocessing, readReprocessing } from '../collect/reprocessing.ts';
import type { AuditEntry } from '../persist/audit-table.ts';
import type { Grant, GrantChange } from '../persist/grant-table.ts';
import type { AccessControl } from './access/access-control.ts';
import type { AuditTrail } from './access/audit-trail.ts';
import { readGrantChange } from './access/grant-change.ts';
import { checkedDecision } from './checked-decision.ts';

/** A writer that an administrator can tell what to do. */
export interface Administrable extends Writer {
  /** Puts the tables folded beside the file in place, with the decision under whose rules they were folded. */
  readonly adopt: (decision?: Decision) => Promise<number>;
  /** Takes a decision and makes all history follow it. */
  readonly decide: (decision: Decision) => Promise<number>;
  /** Erases a person for good, and reports what that took away. */
  readonly erase: (decision: Erase) => Promise<{ readonly decisionId: number }>;
  /** Deletes every message from before a time, and reports what that took away. */
  readonly expire: (decision: Expire) => Promise<{ readonly decisionId: number }>;
  /** Adds, replaces or revokes a key, at once. */
  readonly changeKey: (change: KeyChange) => Promise<number>;
  /** Reads a slice of the refused messages again. */
  readonly reprocess: (asked: Reprocessing) => Promise<Reprocessed>;
  /** The keys in force. */
  readonly keys: () => readonly Key[];
  /** Adds or revokes access, or changes a password, at once. */
  readonly changeGrant: (change: GrantChange) => Promise<number>;
  /** The grants in force. */
  readonly grants: () => readonly Grant[];
  /** Appends to the audit, durably. */
  readonly audit: (entries: readonly AuditEntry[]) => Promise<unknown>;
}

/** Options of {@link adminRoutes}. */
export interface AdminOptions {
  readonly writer: Administrable;
  readonly access: AccessControl;
  readonly trail: AuditTrail;
  /** ms since 1970. */
  readonly now: () => number;
}

/**
 * What changes something, under `/api`, for administrators: `POST /api/decisions` takes a decision, `POST /api/keys` adds, rotates or
 * revokes a key, `POST /api/access` does so with access, `POST /api/reprocess` reads refused messages again, `POST /api/rebuild`
 * adopts the tables folded beside the database, `POST /api/audit` notes that a command exported.
 */
export function adminRoutes(app: FastifyInstance, { writer, access, trail, now }: AdminOptions): void {
  // What a command reads from the file itself only the command can tell.
  app.post('/api/audit', async (request) => {
    const { name: actor } = access.require(request, 'admin');
    const { path, identity = null } = isObject(request.body) ? request.body : {};
    if (typeof path !== 'string' || !(identity === null || typeof identity === 'string'))
      throw new HttpError(400, 'bad_request', 'path must be a text, and identity one or null');
    trail.note({ action: 'export', actor, path: path.slice(0, MAX_PATH_LENGTH), identity });
    return { success: true };
  });
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => void access.require(request, 'admin'));
    scope.addHook<Answer>('preSerialization', async (request, reply, answer) => {
      if (reply.statusCode >= 400) return;
      const { name: actor } = access.require(request, 'admin');
      const path = request.routeOptions.url?.slice(app.prefix.length) ?? '';
      trail.note({ action: 'write', actor, path, decision_id: answer.decision_id || null });
    });
    scope.post('/api/decisions', async ({ body }) =>
      answer(async () => {
        const decision = checkedDecision(body, now());
        if (decision.kind === 'expire') return writer.expire(decision);
        if (decision.kind !== 'erase') return writer.decide(decision);
        // So that the erasure finds whom the audit names.
        await trail.flush();
        return writer.erase(decision);
      }),
    );
    scope.post('/api/keys', ({ body }) =>
      refusing(async () => ({ success: true, key_id: await writer.changeKey(readKeyChange(body)) })),
    );
    scope.post('/api/access', ({ body }) =>
      refusing(async () => ({ success: true, access_id: await writer.changeGrant(readGrantChange(body)) })),
    );
    scope.post('/api/reprocess', ({ body }) =>
      refusing(async () => ({ success: true, ...(await writer.reprocess(readReprocessing(body))) })),
    );
    scope.post('/api/rebuild', async ({ body }) => {
      const decision = isObject(body) ? body.decision : undefined;
      return answer(() => writer.adopt(decision === undefined ? undefined : checkedDecision(decision, now())));
    });
  });
}

const MAX_PATH_LENGTH = 200;

/** Whether a request carries the admin token. */
export function isAdmin({ headers }: FastifyRequest, adminToken: string): boolean {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && isSameSecret(token, adminToken);
}

interface Answer {
  readonly success: true;
  readonly decision_id: number;
  /** What an erasure, or an expiry, took away. */
  readonly erasure?: object;
}

function answer(decide: () => Promise<number | { readonly decisionId: number }>): Promise<Answer> {
  return refusing(async () => {
    const result = await decide();
    if (typeof result === 'number') return { success: true, decision_id: result };
    return { success: true, decision_id: result.decisionId, erasure: result };
  });
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DecisionError) throw new HttpError(400, 'decision_refused', error.message);
    throw error;
  }
}
