import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** The HTTP server of operators, with limits that hold before any controller is asked. */
export function fastifyAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: 1 << 20,
    // An import is read as fast as it is worked in.
    requestTimeout: 600_000,
    // Longer than the 60 s after which common load balancers drop an idle connection: the server must not be first.
    keepAliveTimeout: 65_000,
    // Addresses in X-Forwarded-For are what the client claims.
    trustProxy: false,
    // A device id may be escaped to several hundred characters; the default of 100 answers 404.
    // A URL that cannot even be routed never gets to the application's own filter (RFC 9457).
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      const status = error.statusCode ?? 400;
      const problem = {
        type: 'about:blank',
        title: 'Bad request',
        status,
        detail: `The request line is not usable: ${error.message}`,
      };
      void reply.code(status).type('application/problem+json').send(problem);
    },
    routerOptions: { maxParamLength: 1_024 },
  });
  // Read by their controllers, as they come.
  const streamed = ['application/x-ndjson', 'application/octet-stream'];
  adapter.getInstance().addContentTypeParser(streamed, (_request, payload, done) => done(null, payload));
  return adapter;
}
