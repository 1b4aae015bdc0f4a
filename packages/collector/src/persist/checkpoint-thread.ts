import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const port = parentPort;
if (!port) throw new Error('checkpoint-thread.ts runs as a worker: use checkpointer()');
const db = new Database(workerData, { fileMustExist: true, timeout: 0 });
// Setting WAL silently falls back to NORMAL, and what a checkpoint writes must be in the file before the log is written anew.
db.pragma('synchronous = FULL');
// Never by itself: this connection writes nothing of its own.
db.pragma('wal_autocheckpoint = 0');

port.on('message', (message: 'checkpoint' | 'end') => {
  if (message === 'end') {
    db.close();
    return port.close();
  }
  try {
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // What is wrong with the disk the writer meets as well, and tells.
  }
  port.postMessage('done');
});
