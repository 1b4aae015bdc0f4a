import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_BODY_BYTES, MAX_DECOMPRESSED_BYTES } from '@kith/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';

/** An oversized body is read and dropped up to this, so that its sender is there to hear the 413. In bytes. */
const MAX_DRAINED_BYTES = 16 * MAX_BODY_BYTES;

/**
 * Makes every request body of this Fastify scope a decompressed text, whatever its Content-Type says: clients send JSON
 * as text/plain, as a form, and without any type. Reading JSON is the business of the writer.
 */
export function readBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload).then((body) => decodeBody(body, request.headers['content-encoding'])),
  );
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses a malformed Content-Type before any parser sees it.
    delete request.headers['content-type'];
    done();
  });
}

/**
 * The text of a body: gunzipped when it begins like gzip (some clients do not say so, some say so and do not),
 * never beyond MAX_DECOMPRESSED_BYTES.
 * @throws HttpError 400, 413 or 415.
 */
export async function decodeBody(body: Buffer, encoding: string | undefined): Promise<string> {
  if (body[0] === 0x1f && body[1] === 0x8b) return (await inflate(body)).toString();
  if (encoding && !/^(x-)?gzip$|^identity$/i.test(encoding.trim())) {
    throw new HttpError(415, 'unsupported_encoding', 'send the body as it is or compressed with gzip');
  }
  return body.toString();
}

const gunzipBounded = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

async function inflate(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipBounded(body, { maxOutputLength: MAX_DECOMPRESSED_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(MAX_DECOMPRESSED_BYTES, 'decompressed');
    throw new HttpError(400, 'invalid_gzip', 'the body begins like gzip but cannot be decompressed');
  }
}

function readBody(payload: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    payload.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else if (size > MAX_DRAINED_BYTES) payload.destroy();
    });
    payload.on('end', () => {
      if (size > MAX_BODY_BYTES) reject(tooLarge(MAX_BODY_BYTES, 'on the wire'));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    const abort = () => {
      // Every body closes in the end; an error costs its stack trace.
      if (!payload.readableEnded) reject(new HttpError(400, 'aborted', 'the body ended early'));
    };
    payload.on('error', abort);
    payload.on('close', abort);
  });
}

function tooLarge(limit: number, where: string): HttpError {
  return new HttpError(413, 'too_large', `the body has more than ${limit} bytes ${where}: send smaller batches`);
}
