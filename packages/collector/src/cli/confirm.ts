import { createInterface } from 'node:readline/promises';

/**
 * Asks before something that cannot be undone. Where nobody can answer, it says that nothing was done and makes the
 * command fail.
 */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stdout.write('Nothing was deleted: add --yes.\n');
    process.exitCode = 1;
    return false;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`This cannot be undone. ${question} [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
