// Prints what went wrong, then `N passed, N failed` as the last line. Exits with 1 unless the steps before ended well,
// every test file of the repository ran, and every test in it passed.
// Usage: node .ci/summary.mjs RESULTS.json STEP=EXIT_CODE …
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [resultsPath, ...steps] = process.argv.slice(2);
const results = readResults(resultsPath);
const problems = [...failedSteps(), ...notRun()];
for (const problem of problems) console.log(`FAILED: ${problem}`);

const failedCount = results.numFailedTests + problems.length;
console.log(`${results.numPassedTests} passed, ${failedCount} failed`);
process.exitCode = failedCount === 0 && results.numPassedTests > 0 ? 0 : 1;

/** What the test runner wrote; a runner that crashed wrote nothing or half of it. */
function readResults(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, success: false, testResults: [] };
  }
}

function failedSteps() {
  const codes = new Map(steps.map((step) => step.split('=')));
  // Tests that failed are counted one by one; otherwise the runner's failure is one of its own.
  if (results.numFailedTests > 0) codes.delete('tests');
  else if (!results.success && codes.get('tests') === '0') codes.set('tests', 'an error');
  return [...codes].filter(([, code]) => code !== '0').map(([step, code]) => `${step} ended with ${code}`);
}

/** Test files that did not run, and tests that were skipped in those that did. */
function notRun() {
  if (results.testResults.length === 0) return ['no test ran'];
  const files = execFileSync('git', ['ls-files', '*.test.ts'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  const run = new Map(results.testResults.map((file) => [relative('.', file.name), file.assertionResults]));
  const missing = files.filter((file) => !run.has(file)).map((file) => `${file} did not run`);
  const skipped = [...run].flatMap(([file, tests]) =>
    tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName, status }) => `${file}: ${fullName} did not run (${status})`),
  );
  return [...missing, ...skipped];
}
