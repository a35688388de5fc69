// What response_dump.cpp does, with node's HTTP client: the same input, the same output. A server of its own
// sends each response over loopback and closes. How a body ends, node does not tell.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const AT_ONCE = 16; // connections

function readResponses() {
  const input = readFileSync(0);
  const responses = [];
  for (let at = 0; at < input.length; ) {
    const start = input.indexOf('\n', at) + 1;
    at = start + Number(input.toString('latin1', at, start));
    responses.push(input.subarray(start, at));
  }
  return responses;
}

/** Sends the response whose number is the request's path. */
function serve(responses) {
  return net.createServer((socket) => {
    let request = '';
    socket.on('error', () => {}); // the client may be gone before all is sent
    socket.on('data', (data) => {
      request += data.toString('latin1');
      if (request.endsWith('\r\n\r\n')) {
        socket.end(responses[Number(request.match(/^GET \/(\d+) /)[1])]);
      }
    });
  });
}

const hexadecimal = (text) => Buffer.from(text, 'latin1').toString('hex') || '-';

function outcomeOf(response, body) {
  if (!response?.complete) {
    return 'refused - - - -';
  }
  const fields = [];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    fields.push(`${hexadecimal(response.rawHeaders[i])}:${hexadecimal(response.rawHeaders[i + 1])}`);
  }
  const content = Buffer.concat(body).toString('hex') || '-';
  return `read ${response.statusCode} - ${fields.join(',') || '-'} ${content}`;
}

function fetchResponse(port, number) {
  return new Promise((resolve) => {
    const body = [];
    let response;
    const request = http.get({ port, path: `/${number}`, agent: false, maxHeaderSize: 256 * 1024 });
    request.on('error', () => {}); // what came before it decides
    request.on('upgrade', (upgraded, socket) => socket.destroy());
    request.on('response', (received) => {
      response = received;
      response.on('error', () => {});
      response.on('data', (data) => body.push(data));
    });
    request.on('close', () => resolve(outcomeOf(response, body)));
  });
}

const responses = readResponses();
const server = serve(responses).listen(0, '127.0.0.1', async () => {
  const outcomes = [];
  let next = 0;
  const worker = async () => {
    while (next < responses.length) {
      const number = next++;
      outcomes[number] = await fetchResponse(server.address().port, number);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  server.close();
  process.stdout.write(outcomes.join('\n') + '\n');
});
