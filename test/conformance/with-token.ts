import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Defer } from '../process/harness/home.ts';

/**
 * Passes requests on as they are, with a token: two scenarios send their requests to the path of the URL alone, without
 * its query and so without the token in it. Gives the URL to use instead.
 */
export async function withToken(url: string, token: string, defer: Defer): Promise<string> {
  const target = new URL(url);
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    const onward = request(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${target.pathname}`;
}
