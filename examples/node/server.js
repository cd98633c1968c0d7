// A shop on Node's own HTTP server.
'use strict';

const http = require('node:http');
const os = require('node:os');

const release = process.env.RELEASE ?? '?';
let stopping = false;

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://shop');
  request.resume();
  request.on('end', () => setTimeout(() => {
    response.setHeader('X-Version', release);
    response.setHeader('X-Slot', os.hostname());
    if (stopping) response.setHeader('Connection', 'close');
    response.end(`shop ${release}\n`);
  }, url.pathname === '/slow' ? Number(url.searchParams.get('ms')) : 0));
});

// Longer than HAProxy keeps an idle connection. Node's own 5 seconds are the classic trap: it closes a connection just
// as a request comes down it, and what may not be sent twice is lost.
server.keepAliveTimeout = 75_000;
server.headersTimeout = 80_000;
server.listen(8080);

// As the first process of a container it would not even be ended by a signal that it does not listen to.
process.on('SIGTERM', () => {
  stopping = true;
  server.close(() => process.exit(0));
});
