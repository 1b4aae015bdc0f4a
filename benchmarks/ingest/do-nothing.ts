import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// Reads each request to its end and answers: as fast as Node's HTTP can be, and so the bound of the load generator.
const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.end('{"success":true}');
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${(server.address() as AddressInfo).port}`));
