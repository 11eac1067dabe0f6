import { methodsOf, PROBLEMS, type Problem, type ProblemCode } from '#libs/api-contract';
import { InvalidCursor, MusterError } from '#libs/domain';
import { ProblemError } from './problem-error.ts';

export interface Explained {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** A fault of ours: to be logged. */
  readonly unexpected: boolean;
}

/** An error of the HTTP framework that it means to be answered: status and what it says of itself. */
export interface FrameworkError {
  readonly status: number;
  readonly message: string;
}

interface Asked {
  readonly method: string;
  readonly url: string;
}

const retryAfterS = '2';

/** What a request that ended with this error is answered. Says nothing of the inside: `errorId` leads to the log. */
export function explainError(error: unknown, asked: Asked, errorId: string, framework?: FrameworkError): Explained {
  const path = asked.url.split('?', 1)[0] ?? '';
  const answer = (code: ProblemCode, detail: string, headers: Record<string, string> = {}): Explained => ({
    problem: { ...problemOf(code), detail, instance: path },
    headers,
    unexpected: false,
  });
  if (error instanceof ProblemError) {
    const explained = answer(error.code, error.message, { ...error.headers });
    const { errors, problems, held } = error;
    return {
      ...explained,
      problem: {
        ...explained.problem,
        ...(errors && { errors }),
        ...(problems && { problems }),
        ...(held && { held }),
      } as Problem,
    };
  }
  if (error instanceof InvalidCursor) return answer('invalid_cursor', PROBLEMS.invalid_cursor.help);
  if (error instanceof MusterError && error.retriable) {
    return answer('unavailable', `${PROBLEMS.unavailable.help} (${error.code})`, { 'retry-after': retryAfterS });
  }
  if (framework?.status === 404) return noSuchRoute(asked.method, path, answer);
  if (framework !== undefined && framework.status < 500) {
    const code =
      frameworkCodes.get(framework.status) ?? (/json/i.test(framework.message) ? 'malformed_json' : 'bad_request');
    const explained = answer(code, `${framework.message}. ${PROBLEMS[code].help}`.replace(/\.\. /, '. '));
    return { ...explained, problem: { ...explained.problem, status: framework.status } };
  }
  const internal = answer('internal', PROBLEMS.internal.help);
  return { ...internal, problem: { ...internal.problem, errorId }, unexpected: true };
}

const frameworkCodes: ReadonlyMap<number, ProblemCode> = new Map([
  [413, 'body_too_large'],
  [415, 'unsupported_media_type'],
]);

function noSuchRoute(
  method: string,
  path: string,
  answer: (code: ProblemCode, detail: string, headers?: Record<string, string>) => Explained,
): Explained {
  const allowed = methodsOf(path).map((name) => name.toUpperCase());
  if (allowed.length === 0) return answer('not_found', PROBLEMS.not_found.help);
  const allow = allowed.join(', ');
  return answer('method_not_allowed', `${method} is not possible here, but ${allow}.`, { allow });
}

function problemOf(code: ProblemCode): Pick<Problem, 'type' | 'title' | 'status' | 'code'> {
  const { title, status } = PROBLEMS[code];
  return { type: `/api/problems/${code}`, title, status, code };
}
