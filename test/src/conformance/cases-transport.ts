import type { ConformanceCase } from './conformance-case.ts';

/** HTTP, envelopes, versions and the life of a session. */
export const transportCases: readonly ConformanceCase[] = [
  {
    number: 1,
    stimulus: 'Inform without a login, where devices have to log in; or an empty POST before any Inform',
    answer:
      '401 with a challenge for digest (MD5 and SHA-256, qop auth, a fresh nonce); no Basic without TLS; the connection stays open',
  },
  {
    number: 2,
    stimulus: 'A good Inform, with a right answer to the challenge where one is asked for',
    answer: '200, `text/xml`: InformResponse with MaxEnvelopes 1 and the ID of the Inform, and a session cookie',
  },
  {
    number: 3,
    stimulus: 'A wrong password, again and again; a device that does not exist',
    answer: '401 again, the same for both; nothing is taken in; after five, 503 with Retry-After',
  },
  {
    number: 4,
    stimulus: 'An answer for another URI, to an old challenge, or a second time; the answers of odd models',
    answer:
      '401, with stale=true where another nonce helps; what a model needs is forgiven to it where a setting says so',
  },
  {
    number: 5,
    stimulus: 'With TLS, Basic with the first Inform',
    answer: '200 without being asked; Basic is offered beside digest; a wrong password is asked for again',
  },
  {
    number: 6,
    stimulus: 'Basic without TLS',
    answer: '401 with a challenge for digest; nothing is taken in',
  },
  {
    number: 7,
    stimulus: 'Logged in as device A, the Inform claims to be B',
    answer: '403; nothing of B changes; event `security.login.failed`',
  },
  {
    number: 8,
    stimulus: 'A client certificate that names the device',
    answer: 'A session without any other login; its cookie is for TLS alone',
  },
  {
    number: 9,
    stimulus: 'A client certificate that names another device',
    answer: '403, whatever the password; nothing is taken in; event `security.login.failed`',
  },
  {
    number: 10,
    stimulus: 'A client certificate that all of a model have',
    answer: '401: it has to log in beside',
  },
  { number: 11, stimulus: 'Inform in the namespace cwmp-1-0', answer: 'Answers in cwmp-1-0' },
  { number: 12, stimulus: 'Inform in the namespace cwmp-1-1', answer: 'Answers in cwmp-1-1' },
  {
    number: 13,
    stimulus: 'Inform in cwmp-1-2 that says nothing about versions',
    answer: 'CWMP 1.2; no header UseCWMPVersion',
  },
  {
    number: 14,
    stimulus: 'Inform in cwmp-1-2 with SessionTimeout 60, then 50 s of silence',
    answer: 'CWMP 1.3; the session is still there; no header UseCWMPVersion',
  },
  {
    number: 15,
    stimulus: 'SupportedCWMPVersions 1.0 to 1.4',
    answer: 'UseCWMPVersion 1.4, mustUnderstand 1, in cwmp-1-2',
  },
  {
    number: 16,
    stimulus: 'SupportedCWMPVersions 1.0 to 1.4, where the ACS is held to 1.2',
    answer: 'UseCWMPVersion 1.2; nothing of 1.3 or later is sent (notification 3 to 6 is refused)',
  },
  { number: 17, stimulus: 'SupportedCWMPVersions 9.9', answer: 'Fault 8006 with HTTP 200' },
  {
    number: 18,
    stimulus: 'The namespaces cwmp-1-3 and cwmp-1-4, which no standard has',
    answer: 'As cwmp-1-2, answered in what the CPE wrote',
  },
  {
    number: 19,
    stimulus: 'Other prefixes, no prefixes, attributes in another order',
    answer: 'The same as for the usual ones',
  },
  { number: 20, stimulus: 'Inform without cwmp:ID', answer: 'InformResponse without ID' },
  {
    number: 21,
    stimulus: 'An ID of 40 characters, with blanks at its start, letters of any script, mixed case',
    answer: 'It comes back as it was sent, character by character',
  },
  {
    number: 22,
    stimulus: 'A header nobody knows, mustUnderstand 0, beside the ID',
    answer: 'It is ignored',
  },
  { number: 23, stimulus: 'A header nobody knows, mustUnderstand 1', answer: 'A SOAP fault MustUnderstand' },
  { number: 24, stimulus: 'Inform with MaxEnvelopes 2', answer: 'It counts; MaxEnvelopes 1 comes back' },
  {
    number: 25,
    stimulus: 'No event at all, `99 FOO`, `X 001122 foo`',
    answer: 'Taken, and told by the API as they are',
  },
  {
    number: 26,
    stimulus: 'OUI in lower case, no product class, a serial number with `%`, blank, `/`, letters of any script',
    answer: 'Taken; the same device at its next Inform, under an id that is safe in a URL',
  },
  { number: 27, stimulus: 'Inform without DeviceId', answer: 'Fault 8003' },
  { number: 28, stimulus: 'XML that is none', answer: '400, the connection is closed, and the ACS lives on' },
  {
    number: 29,
    stimulus: 'A DOCTYPE: nested entities, an external entity',
    answer: '400; nothing is expanded and nothing is fetched',
  },
  { number: 30, stimulus: 'An Inform of 40 KiB', answer: 'Taken' },
  {
    number: 31,
    stimulus: 'A GetParameterValuesResponse of 3 MB in chunks, gzip or not; one above the limit',
    answer: 'Taken; above the limit 413, the session is over and the command ends as failed',
  },
  { number: 32, stimulus: 'Content-Encoding br', answer: '415' },
  { number: 33, stimulus: 'A gzip bomb', answer: '413 at the limit; memory does not grow' },
  {
    number: 34,
    stimulus: 'An empty POST with the cookie, and nothing to do',
    answer: '204 without a body; the session is over',
  },
  {
    number: 35,
    stimulus: 'An empty POST with a Content-Type, with a line break for a body, with a SOAPAction',
    answer: '204',
  },
  {
    number: 36,
    stimulus: 'An empty POST without a cookie, or with one nobody gave',
    answer: '204, no RPC, no session',
  },
  {
    number: 80,
    stimulus: 'A new Inform while an older session of the same CPE is open',
    answer: 'A new session; the older one is over, and what it had on the wire is sent again',
  },
  {
    number: 81,
    stimulus: 'A POST with a cookie after a longer silence than agreed',
    answer: 'No session; what was on the wire is put back once',
  },
  { number: 82, stimulus: 'One session over three TCP connections', answer: 'It goes on by its cookie' },
  { number: 83, stimulus: 'A CPE that keeps its connection', answer: 'It is kept after every answer' },
  { number: 84, stimulus: '`Connection: close` with every POST', answer: 'The session goes on' },
  {
    number: 103,
    stimulus: 'An Inform with `Device.DeviceSummary` (Device:1)',
    answer: 'Not taken for TR-181 issue 2',
  },
  {
    number: 106,
    stimulus: 'An Inform with `14 HEARTBEAT` alone',
    answer: 'InformResponse, then 204: no waiting, no event but the Inform',
  },
  {
    number: 107,
    stimulus: '20 MB of headers, 10,000 headers, a body that trickles',
    answer: '431 or 400 and the connection is closed; others are served meanwhile',
  },
  {
    number: 109,
    stimulus: 'Parameters called `__proto__.x`, `constructor`, 257 characters long, with `&#0;` in the name',
    answer: 'Kept as they are, or refused; nothing breaks',
  },
  {
    number: 111,
    stimulus: 'The same Inform again with RetryCount 3, since the InformResponse was lost',
    answer: 'Answered again; what it announces is told once',
  },
  {
    number: 112,
    stimulus: 'HoldRequests from the ACS (a setting), until its commands are done',
    answer: 'True while there are commands, then released; the session ends as usual',
  },
  {
    number: 113,
    stimulus: 'TransferComplete after the 204, on the same connection',
    answer: 'Acknowledged, for a short time',
  },
  {
    number: 114,
    stimulus: 'A Content-Length that is not the length of the body',
    answer: '400 or a time-out; the next request is not read out of step',
  },
  { number: 115, stimulus: '`Expect: 100-continue`', answer: '100, then the answer' },
  {
    number: 85,
    stimulus: 'An Inform while the database is down',
    answer: '503 with Retry-After where it can not be kept, else it is kept and looked at later; nothing is lost',
  },
  {
    number: 86,
    stimulus: 'Two thousand devices boot at once, more than can be served',
    answer: '503 with Retry-After for those that have to wait; no Inform that was acknowledged is lost',
  },
  {
    number: 87,
    stimulus: 'Another server sends the CPE here with 307',
    answer: 'The same Inform opens a session here; Muster itself redirects nobody',
  },
  {
    number: 108,
    stimulus: 'Ten thousand connections that had an answer and say nothing more',
    answer: 'All are kept, and others are served as ever',
  },
];
