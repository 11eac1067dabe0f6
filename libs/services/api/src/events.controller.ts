import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { parseDeviceId } from '#libs/domain';
import { EventStreams } from './event-streams.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { responseSink } from './response-sink.ts';
import { routePath } from './route-path.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class EventsController {
  constructor(@Inject(EventStreams) private readonly streams: EventStreams) {}

  @Get(routePath(routes.streamEvents))
  async stream(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { query, headers } = readRequest(routes.streamEvents, request);
    // The header is what an EventSource sends when it comes back: newer than what stands in its URL.
    const after = headers['last-event-id'] ?? query.lastEventId;
    const stream = this.streams.open({
      ...(query.types === undefined ? {} : { types: query.types }),
      ...(query.device === undefined ? {} : { deviceId: knownForm(query.device) }),
      ...(after === undefined ? {} : { after }),
    });
    if (stream === undefined) {
      throw new ProblemError('too_many_streams', undefined, { headers: { 'retry-after': '5' } });
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies such as nginx would hold events back.
      'x-accel-buffering': 'no',
    });
    await stream.pour(responseSink(reply.raw));
    reply.raw.end();
  }
}

function knownForm(text: string) {
  const deviceId = parseDeviceId(text);
  if (deviceId !== undefined) return deviceId;
  throw new ProblemError('invalid_query', undefined, {
    errors: [{ in: 'query', path: 'device', message: 'must be a device id' }],
  });
}
