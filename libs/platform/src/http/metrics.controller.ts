import { Controller, Get, Header } from '@nestjs/common';
import { metricsContentType, processMetrics } from '../telemetry/metrics.ts';

/** What Prometheus scrapes. */
@Controller()
export class MetricsController {
  @Get('metrics')
  @Header('content-type', metricsContentType)
  @Header('cache-control', 'no-store')
  metrics(): Promise<string> {
    return processMetrics.scrape();
  }
}
