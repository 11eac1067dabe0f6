import type { DigestAnswer } from '#libs/cwmp';
import { digestProblem } from './digest-problem.ts';
import type { Leniency } from './leniency.ts';

const ANSWER: DigestAnswer = {
  scheme: 'digest',
  username: 'u',
  realm: 'muster',
  nonce: 'n',
  uri: '/acs?x=1',
  response: '',
  algorithm: 'MD5',
  qop: 'auth',
  nonceCount: '00000001',
  cnonce: 'c',
};
const { qop: _, nonceCount: __, cnonce: ___, ...OF_2069 } = ANSWER;

function problem(answer: DigestAnswer, target = '/acs?x=1', ...allowed: readonly Leniency[]) {
  return digestProblem(answer, { target, realm: 'muster' }, new Set(allowed));
}

test('what fits has none, also when the whole URL is given', () => {
  expect(problem(ANSWER)).toBeUndefined();
  expect(problem({ ...ANSWER, uri: 'http://acs.example.net:7547/acs?x=1' })).toBeUndefined();
  expect(problem({ ...ANSWER, uri: '/' }, 'http://acs.example.net')).toBeUndefined();
});

test('another realm, another target', () => {
  expect(problem({ ...ANSWER, realm: 'other' }, '/acs?x=1', 'short-uri', 'no-qop')).toBe('realm');
  expect(problem({ ...ANSWER, uri: '/acs?x=2' }, '/acs?x=1', 'short-uri')).toBe('uri');
});

test.each(['', '/', '/acs', 'http://acs.example.net/acs'])('the short uri %j only where it is allowed', (uri) => {
  expect(problem({ ...ANSWER, uri })).toBe('uri');
  expect(problem({ ...ANSWER, uri }, '/acs?x=1', 'short-uri')).toBeUndefined();
});

test('an answer as RFC 2069 has it only where it is allowed', () => {
  expect(problem(OF_2069)).toBe('qop');
  expect(problem(OF_2069, '/acs?x=1', 'no-qop')).toBeUndefined();
});
