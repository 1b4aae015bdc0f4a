import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** An answer, as far as a load generator looks at it. */
export interface Answer {
  /** 0 when the connection broke before it came. */
  readonly status: number;
  readonly body: string;
}

/** A connection that is kept open and takes one request at a time. */
export interface Connection {
  readonly post: (body: string, address: string) => Promise<Answer>;
  readonly close: () => void;
}

/**
 * Opens a connection that posts JSON. By hand, because Node's own client costs more than the server that is measured.
 * @param url where to post to, http or https.
 * @param key sent as Basic authorization.
 */
export function openConnection(url: URL, key: string): Connection {
  const isSecure = url.protocol === 'https:';
  const [host, port] = [url.hostname.replace(/^\[|\]$/g, ''), Number(url.port) || (isSecure ? 443 : 80)];
  const head =
    `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n` +
    `Authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}\r\n`;
  let socket: Socket | undefined;
  let received = '';
  let settle: ((answer: Answer) => void) | undefined;

  function finish(answer: Answer): void {
    received = '';
    const resolve = settle;
    settle = undefined;
    resolve?.(answer);
  }

  function open(): Socket {
    const opened = isSecure ? connectSecurely({ host, port, servername: host }) : connectPlain({ host, port });
    opened.setNoDelay(true).setEncoding('latin1');
    const end = () => {
      if (socket !== opened) return;
      socket = undefined;
      finish({ status: 0, body: '' });
    };
    opened.on('error', end).on('close', end);
    opened.on('data', (chunk: string) => {
      received += chunk;
      const answer = readAnswer(received);
      if (answer) finish(answer);
    });
    return opened;
  }

  return {
    post: (body, address) =>
      new Promise((resolve) => {
        settle = resolve;
        socket ??= open();
        socket.write(`${head}X-Forwarded-For: ${address}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close() {
      const closing = socket;
      socket = undefined;
      closing?.destroy();
    },
  };
}

// The whole of it, or undefined while some is missing.
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return body.length < Number(length) ? undefined : { status, body };
  return body.endsWith('0\r\n\r\n')
    ? { status, body: body.replace(/\r\n[\da-f]+\r\n|^[\da-f]+\r\n/gi, '') }
    : undefined;
}
