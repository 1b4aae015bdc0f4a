import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { logSparsely } from './sparse-log.ts';

/** An answer other than 200, thrown by handlers and parsers. `code` is for programs, `message` for people. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/**
 * Sends an error in the one form which all clients can read: `{"success":false,"code","message","error"}`.
 * Python's library reads `code` and `message`, Ruby's reads `error`.
 */
export function sendError(
  reply: FastifyReply,
  { statusCode, code, message }: Pick<HttpError, 'statusCode' | 'code' | 'message'>,
): FastifyReply {
  return reply.code(statusCode).send({ success: false, code, message, error: message });
}

/** Fastify's error handler: what we throw is answered as it is, what Fastify throws by its status, bugs as 500 without details. */
export function handleError(
  error: FastifyError | HttpError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const statusCode = error.statusCode ?? 500;
  if (statusCode >= 500 && !(error instanceof HttpError)) {
    logSparsely(request, { level: 'error', code: 'internal_error', text: 'request failed', details: placeOf(error) });
    return sendError(reply, {
      statusCode: 500,
      code: 'internal_error',
      message: 'the collector failed: send it again',
    });
  }
  const code = error instanceof HttpError ? error.code : 'bad_request';
  logSparsely(request, { level: 'info', code, text: 'request refused', details: { statusCode } });
  return sendError(reply, { statusCode, code, message: error.message });
}

// Where it happened. The message of an error may quote what a client sent.
function placeOf({ name, stack = '' }: Error): object {
  return {
    error: name,
    at: stack
      .split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .slice(0, 5),
  };
}

/** Fastify's handler for paths that do not exist. Pages may read it: to a library that cannot, it looks like a bad network. */
export function handleNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('Access-Control-Allow-Origin', '*');
  return sendError(reply, { statusCode: 404, code: 'not_found', message: 'no such path: see docs/http.md' });
}
