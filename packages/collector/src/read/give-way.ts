import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';

/** As `nice -n 5`: of a processor that both want it gets a quarter. With much less, a busy machine would let questions wait for ever. */
const PRIORITY = 5;

/**
 * Lets a process that reads come after the one that stores messages, where processors are few. Where the system refuses, all goes
 * on without.
 */
export function giveWay({ pid }: ChildProcess): void {
  // Without an id it did not start, and 0 would be ourselves.
  if (pid === undefined) return;
  try {
    setPriority(pid, PRIORITY);
  } catch {
    // It has ended already, or may not be told.
  }
}
