import type { AcsUrlWrite } from '#libs/domain';
import { ProblemError } from './problem-error.ts';
import type { Refusal } from './refuse-command.ts';

/** Why a command was refused, for who asked for it. */
export function refusalProblem(refusal: Refusal): ProblemError {
  switch (refusal.reason) {
    case 'methodNotSupported':
      return new ProblemError(
        'method_not_supported',
        `The device does not list ${refusal.method} among its methods. If its software was changed since, queue a command of kind getRpcMethods first.`,
      );
    case 'notificationNotSupported':
      return new ProblemError('invalid_request', undefined, {
        errors: [
          { in: 'body', path: refusal.path, message: 'must be 0, 1 or 2: the device does not speak CWMP 1.4 (3 to 6)' },
        ],
      });
    case 'acsUrlNotConfirmed':
      return unconfirmedAcs(refusal.write);
    case 'imageNotReleased': {
      const message =
        refusal.state === undefined
          ? 'there is no such image'
          : `the image is ${refusal.state}: only a released one is sent`;
      return new ProblemError('invalid_request', undefined, { errors: [{ in: 'body', path: 'image', message }] });
    }
  }
}

/** What to do to have it all the same. */
export function unconfirmedAcs({ at, url }: AcsUrlWrite): ProblemError {
  const what =
    url === undefined
      ? 'refers to data of the device, so that nobody can say where it leads. Write the URL out'
      : `leads to another ACS than those in MUSTER_API_ACS_HOSTS, from where the device can not be called back. If it is meant, say it twice: send the same again with "confirmAcsUrl": ${JSON.stringify(url)}`;
  return new ProblemError('acs_url_not_confirmed', `ManagementServer.URL at ${at} ${what}.`);
}
