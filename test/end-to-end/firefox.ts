import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

/** A tab of Firefox. */
export interface FirefoxTab {
  readonly open: (address: string) => Promise<void>;
  /** Runs an expression in the page. @returns its value, where it is text, a number, a boolean or nothing. */
  readonly run: (expression: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** A Firefox with a profile of its own. */
export interface Firefox {
  readonly newTab: () => Promise<FirefoxTab>;
}

/** Path of Firefox: KITH_FIREFOX, else where Debian puts it. Undefined where it cannot be run. */
export function firefoxPath(): string | undefined {
  const path = process.env.KITH_FIREFOX || '/usr/bin/firefox-esr';
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/** Starts Firefox, which is driven over WebDriver BiDi. It ends with the test. */
export async function openFirefox(path: string): Promise<Firefox> {
  const profile = temporaryDirectory();
  const firefox = spawn(path, ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => firefox.once('exit', resolve));
  onTestFinished(async () => {
    firefox.kill('SIGKILL');
    await ended;
  });
  const send = await connect(`${await bidiAddress(firefox)}/session`);
  await send('session.new', { capabilities: {} });
  return {
    async newTab() {
      const { context } = await send('browsingContext.create', { type: 'tab' });
      return {
        open: async (url) => void (await send('browsingContext.navigate', { context, url, wait: 'complete' })),
        async run(expression) {
          const reply = await send('script.evaluate', { expression, target: { context }, awaitPromise: true });
          if (reply.type !== 'success') throw new Error(JSON.stringify(reply.exceptionDetails));
          return reply.result.value;
        },
        close: async () => void (await send('browsingContext.close', { context })),
      };
    },
  };
}

async function bidiAddress(firefox: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: firefox.stderr! })) {
    const address = /listening on (ws:\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('Firefox ended before it listened');
}

// biome-ignore lint/suspicious/noExplicitAny: replies of the protocol, of which each caller knows its own
type Send = (method: string, params: object) => Promise<any>;

async function connect(address: string): Promise<Send> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (reply: { type: string; result: unknown; message: string }) => void>();
  socket.onmessage = ({ data }) => {
    const reply = JSON.parse(data);
    waiting.get(reply.id)?.(reply);
  };
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  let last = 0;
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ type, result, message }) => {
        if (type === 'success') resolve(result);
        else reject(new Error(`${method}: ${message}`));
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
}
