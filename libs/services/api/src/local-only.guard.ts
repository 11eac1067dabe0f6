import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from './http-message.ts';
import { isLocalRequest } from './local-access.ts';
import { ProblemError } from './problem-error.ts';

/** Refuses what web pages of elsewhere make a browser send. */
export class LocalOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (isLocalRequest(context.switchToHttp().getRequest<HttpRequest>().headers)) return true;
    throw new ProblemError('forbidden_origin', 'The Host or Origin of the request is not this machine.');
  }
}
