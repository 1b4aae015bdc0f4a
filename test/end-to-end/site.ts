import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { onTestFinished } from 'vitest';

/** Serves files by their path, from an origin of its own on this machine. @returns the origin, with a slash. */
export async function startSite(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const server = createServer(({ url = '/' }, answer) => {
    const file = files[url];
    answer.statusCode = file === undefined ? 404 : 200;
    answer.setHeader('Content-Type', extname(url) === '.js' ? 'text/javascript' : 'text/html');
    answer.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
