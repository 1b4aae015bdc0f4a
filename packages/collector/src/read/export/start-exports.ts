import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { HttpError } from '../../collect/http-error.ts';
import { giveWay } from '../give-way.ts';
import type { ExportRequest } from './export.ts';
import type { FromExport } from './export-process.ts';

/** Exports, each in a process of its own which reads as fast as it is read. */
export interface Exports {
  /**
   * Begins an export. Destroying its content ends it.
   * @throws HttpError 400 when the request makes no sense, 404 when it is about nobody, 503 when too many are under way.
   */
  readonly begin: (request: ExportRequest) => Promise<Readable>;
  /** Ends every export; what they wrote breaks off. */
  readonly stop: () => void;
}

/** Exports at a time. */
const MAX_COUNT = 2;

/** Exports of a database, for a server that has other things to do. */
export function startExports(database: string): Exports {
  const children = new Set<ChildProcess>();
  return {
    async begin(request) {
      if (children.size >= MAX_COUNT) throw BUSY;
      const child = start(database, request);
      giveWay(child);
      children.add(child);
      child.on('close', () => children.delete(child));
      return contentOf(child);
    },
    stop() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

function start(database: string, request: ExportRequest): ChildProcess {
  const file = new URL(`export-process${extname(import.meta.url)}`, import.meta.url);
  return fork(file, [database, JSON.stringify(request)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

// What breaks off must not look whole: only a process that ended well ends the content.
function contentOf(child: ChildProcess): Promise<Readable> {
  const content = new PassThrough();
  content.on('close', () => child.kill('SIGKILL'));
  child.stdout?.pipe(content, { end: false });
  return new Promise((resolve, reject) => {
    child.on('message', (said: FromExport) => {
      if ('begins' in said) resolve(content);
      else reject(new HttpError(said.statusCode, said.code, said.message));
    });
    child.on('close', (code) => {
      reject(FAILED);
      // Nobody hears of the error where nobody was given the content.
      content.on('error', () => {});
      if (code === 0) content.end();
      else content.destroy(FAILED);
    });
  });
}

const BUSY = new HttpError(503, 'too_many_exports', `${MAX_COUNT} exports are under way: ask again when one has ended`);
const FAILED = new HttpError(500, 'internal_error', 'the export failed: the log says why');
