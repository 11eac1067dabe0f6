import mongoose from 'mongoose';
import { Contended, isDuplicateKey, isTransient } from './mongo-error.ts';

const { MongoBulkWriteError, MongoInvalidArgumentError, MongoNetworkError, MongoServerError } = mongoose.mongo;

const serverError = (code: number, ...errorLabels: string[]) =>
  new MongoServerError({ message: 'refused', code, errorLabels });
const result = (writeConcernError?: object) => ({ getWriteConcernError: () => writeConcernError }) as never;
const bulkError = (codes: readonly number[], writeConcernError?: object) =>
  new MongoBulkWriteError(
    { message: 'some failed', code: codes[0] ?? 0, writeErrors: codes.map((code) => ({ code })) as never },
    result(writeConcernError),
  );

describe('an error of MongoDB', () => {
  test.each([
    ['a broken connection', new MongoNetworkError('read ECONNRESET')],
    ['a broken connection under a bulk', new MongoBulkWriteError(new MongoNetworkError('read ECONNRESET'), result())],
    ['a primary that stepped down', serverError(10_107)],
    ['no majority in time', bulkError([64])],
    ['a label of the driver', serverError(1, 'TransientTransactionError')],
    ['somebody else', new Contended('written')],
  ])('that tells of %s may pass', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  test.each([
    ['a document that is too large', serverError(10_334)],
    ['a duplicate key', serverError(11_000)],
    ['an argument of ours', new MongoInvalidArgumentError('wrong')],
    ['anything else', new TypeError('wrong')],
    ['nothing', undefined],
  ])('that tells of %s does not', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });

  test('is about a duplicate key when it is about nothing else', () => {
    expect(isDuplicateKey(serverError(11_000))).toBe(true);
    expect(isDuplicateKey(bulkError([11_000, 11_000]))).toBe(true);
    expect(isDuplicateKey(bulkError([11_000, 112]))).toBe(false);
    expect(isDuplicateKey(bulkError([11_000], { code: 64 }))).toBe(false);
    expect(isDuplicateKey(new MongoBulkWriteError(new MongoNetworkError('gone'), result()))).toBe(false);
    expect(isDuplicateKey(serverError(112))).toBe(false);
  });
});
