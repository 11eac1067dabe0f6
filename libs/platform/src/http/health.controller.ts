import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { Health, type Readiness } from '../lifecycle/health.ts';

/** The part of Fastify's reply that this needs. */
interface Reply {
  status(code: number): unknown;
}

/** Probes of the orchestrator. */
@Controller()
export class HealthController {
  constructor(@Inject(Health) private readonly health: Health) {}

  /** 200 for as long as the event loop turns: a dependency that is down is no reason to kill the process. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  alive(): { readonly status: 'alive' } {
    return { status: 'alive' };
  }

  /** 200 when this process should get traffic, 503 otherwise; the body lists each check. */
  @Get('readyz')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    reply.status(readiness.ready ? 200 : 503);
    return readiness;
  }
}
