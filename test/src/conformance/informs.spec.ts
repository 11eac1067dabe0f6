import { acsForTests } from '../harness/acs-for-tests.ts';
import { inform, informArguments, message } from '../harness/scripted-cpe/envelopes.ts';
import { conformance } from './conformance.ts';

const { api, newCpe } = acsForTests();

conformance([2], 'an Inform is acknowledged and opens a session', async () => {
  const answer = await newCpe('I2').inform({ id: 'inform-2' });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/xml\b/);
  expect(answer.headers['set-cookie']).toHaveLength(1);
  expect(answer.message).toMatchObject({ method: 'InformResponse', id: 'inform-2' });
  expect(answer.message.text('MaxEnvelopes')).toBe('1');
});

conformance([2], 'the cookie is short, random and without an end', async () => {
  const one = newCpe('I2b');
  const [first = ''] = (await one.inform()).headers['set-cookie'] ?? [];
  const [second = ''] = (await one.inform()).headers['set-cookie'] ?? [];
  // 128 random bits are 22 characters of base64url; what follows tells which part of the store it is in.
  expect(first).toMatch(/^\w+=[\w-]{22}\.[\w-]{8}; Path=\/; HttpOnly$/);
  expect(second).not.toBe(first);
});

conformance([11, 12, 13], 'the answer is in the namespace of the Inform, without UseCWMPVersion', async () => {
  for (const namespace of ['cwmp-1-0', 'cwmp-1-1', 'cwmp-1-2']) {
    const answer = await newCpe('I11').inform({ namespace });
    expect(answer.message).toMatchObject({ method: 'InformResponse', namespace: `urn:dslforum-org:${namespace}` });
    expect(answer.body).not.toContain('UseCWMPVersion');
  }
});

conformance([13], 'what comes after the Inform is in its namespace, too', async () => {
  const one = newCpe('I13');
  await one.inform({ namespace: 'cwmp-1-1' });
  expect((await one.post()).message).toMatchObject({
    method: 'GetRPCMethods',
    namespace: 'urn:dslforum-org:cwmp-1-1',
  });
});

const SUPPORTED = (list: string) =>
  `<cwmp:SupportedCWMPVersions soap:mustUnderstand="0">${list}</cwmp:SupportedCWMPVersions>`;

conformance([15], 'of a list of versions the newest is used, and said', async () => {
  for (const list of ['1.0, 1.1, 1.2, 1.3, 1.4', '1.4,1.3 ,1.0', '1.4,1.5,2.0']) {
    const { body, message: answer } = await newCpe('I15').inform({ header: SUPPORTED(list) });
    expect(answer).toMatchObject({ method: 'InformResponse', namespace: 'urn:dslforum-org:cwmp-1-2' });
    expect(body).toMatch(/<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1\.4<\/cwmp:UseCWMPVersion>/);
  }
});

conformance([17], 'without a common version there is fault 8006 and no session', async () => {
  const one = newCpe('I17');
  const answer = await one.inform({ header: SUPPORTED('9.9'), id: 'v' });
  expect(answer.status).toBe(200);
  expect(answer.message).toMatchObject({ method: 'Fault', faultCode: '8006', id: 'v' });
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect((await one.post()).status).toBe(204);
});

conformance([18], 'namespaces that no standard has are taken as 1.2', async () => {
  for (const namespace of ['cwmp-1-3', 'cwmp-1-4']) {
    const one = newCpe('I18');
    const answer = await one.inform({ namespace });
    expect(answer.message).toMatchObject({ method: 'InformResponse', namespace: `urn:dslforum-org:${namespace}` });
    expect((await one.post()).message.method).toMatch(/^Get/);
  }
});

conformance([19], 'prefixes and the order of attributes do not matter', async () => {
  // No prefix on the envelope, another one on CWMP, single quotes, what belongs together far apart.
  const bare = (
    args: string,
  ) => `<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Header><x:ID   mustUnderstand='1'
       xmlns:x='urn:dslforum-org:cwmp-1-2' >p</x:ID></Header><Body><x:Inform xmlns:x='urn:dslforum-org:cwmp-1-2'
       xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:soapenc='http://schemas.xmlsoap.org/soap/encoding/'>${args}</x:Inform></Body></Envelope>`;
  // CWMP as default namespace, which captures the arguments.
  const captured = (args: string) =>
    `<s:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><ID s:mustUnderstand="1" xmlns="urn:dslforum-org:cwmp-1-2">p</ID></s:Header><s:Body><Inform xmlns="urn:dslforum-org:cwmp-1-2">${args}</Inform></s:Body></s:Envelope>`;
  const usual = (args: string) => message('Inform', args, { id: 'p' });
  const variants: readonly ((args: string) => string)[] = [
    (args) => usual(args).replaceAll('soap:', 'SOAP-ENV:').replace('xmlns:soap=', 'xmlns:SOAP-ENV='),
    bare,
    captured,
    // A byte order mark, comments and CDATA.
    (args) =>
      `\uFEFF${usual(args)}`
        .replace('<soap:Body>', '<!-- here --><soap:Body><!-- it comes -->')
        .replace(/<SerialNumber>(\w+)</, '<SerialNumber><![CDATA[$1]]><'),
  ];
  for (const [index, variant] of variants.entries()) {
    const one = newCpe(`I19x${index}`);
    const answer = await one.post(variant(informArguments(one.identity)));
    expect(answer.message).toMatchObject({
      method: 'InformResponse',
      id: 'p',
      namespace: 'urn:dslforum-org:cwmp-1-2',
    });
    expect((await one.post()).message.method).toBe('GetRPCMethods');
    expect(await api.device(one.deviceId)).toMatchObject({ softwareVersion: '1.0.0' });
  }
});

conformance([20], 'without an ID in the Inform there is none in the answer', async () => {
  const answer = await newCpe('I20').inform({ id: null });
  expect(answer.message).toMatchObject({ method: 'InformResponse', id: undefined });
  expect(answer.body).not.toContain('cwmp:ID');
});

conformance([21], 'an ID comes back as it was', async () => {
  const ids = ['a'.repeat(40), '  leading and trailing  ', 'MiXeD-Case_0', 'Ünïcödé ☃ 𝒳', '00012', '1e3', 'a\tb'];
  for (const id of ids) {
    const { body } = await newCpe('I21').inform({ id });
    expect(body).toContain(`>${id}</cwmp:ID>`);
  }
  const escaped = await newCpe('I21').inform({ id: 'a&amp;b&lt;c' });
  expect(escaped.message.id).toBe('a&b<c');
});

conformance([22], 'a header that may be ignored is ignored', async () => {
  const header = '<v:Token xmlns:v="urn:example" soap:mustUnderstand="0">x</v:Token><v:Other xmlns:v="urn:example"/>';
  expect((await newCpe('I22').inform({ header })).message.method).toBe('InformResponse');
});

conformance([23], 'a header that must be understood is refused', async () => {
  const header = '<v:Token xmlns:v="urn:example" soap:mustUnderstand="1">x</v:Token>';
  const answer = await newCpe('I23').inform({ header, id: 'mu' });
  expect(answer.status).toBe(200);
  expect(answer.message).toMatchObject({ method: 'Fault', id: 'mu' });
  expect(answer.message.text('faultcode')).toBe('SOAP-ENV:MustUnderstand');
  expect(answer.headers['set-cookie']).toBeUndefined();
});

conformance([24], 'MaxEnvelopes is always answered with 1', async () => {
  expect((await newCpe('I24').inform({ maxEnvelopes: 2 })).message.text('MaxEnvelopes')).toBe('1');
});

conformance([27], 'an Inform without DeviceId is fault 8003', async () => {
  const answer = await newCpe('I27').post(
    message('Inform', '<MaxEnvelopes>1</MaxEnvelopes><RetryCount>0</RetryCount>', { id: 'nobody' }),
  );
  expect(answer.status).toBe(200);
  expect(answer.message).toMatchObject({ method: 'Fault', faultCode: '8003', id: 'nobody' });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

conformance([30], 'an Inform of 40 KiB is taken, to its last parameter', async () => {
  const one = newCpe('I30');
  const parameters = Array.from({ length: 200 }, (_, i) => [`Device.X_EXAMPLE.P${i}`, 'v'.repeat(120)] as const);
  const body = inform(one.identity, { parameters });
  expect(Buffer.byteLength(body)).toBeGreaterThan(40 * 1024);
  expect((await one.post(body)).message.method).toBe('InformResponse');
  // Once the ACS asks for something, the Inform was worked in.
  expect((await one.post()).status).toBe(200);
  expect(await api.parameters(one.deviceId, 'Device.X_EXAMPLE.P199')).toMatchObject([{ value: 'v'.repeat(120) }]);
});
