import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Lets another program hold the write lock of a database. @returns a function that lets go. */
export async function lock(database: string): Promise<() => Promise<void>> {
  const program = spawn('sqlite3', ['-bail', database], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(program, 'exit');
  program.stdin.write(".timeout 10000\nBEGIN IMMEDIATE;\nSELECT 'locked';\n");
  await once(program.stdout, 'data');
  return async () => {
    program.stdin.end('ROLLBACK;\n');
    await exited;
  };
}
