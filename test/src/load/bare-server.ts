import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The yardstick: what Node itself needs to answer the two POSTs of a settled session with as many bytes as an ACS does,
 * and nothing else. No XML is read, nothing is kept.
 */
const INFORM_RESPONSE =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">' +
  '<soapenv:Header><cwmp:ID soapenv:mustUnderstand="1">cpe-0</cwmp:ID></soapenv:Header><soapenv:Body>' +
  '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soapenv:Body></soapenv:Envelope>';
const HEADERS = [
  'Set-Cookie',
  'session=AAAAAAAAAAAAAAAAAAAAAA; Path=/; HttpOnly',
  'Content-Type',
  'text/xml; charset=utf-8',
  'Content-Length',
  String(INFORM_RESPONSE.length),
];

const server = createServer((request, response) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    if (bytes === 0) {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, HEADERS);
    response.end(INFORM_RESPONSE);
  });
});

server.keepAliveTimeout = 60_000;
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
