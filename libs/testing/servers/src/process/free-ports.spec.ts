import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts } from './free-ports.ts';

describe('freePorts', () => {
  test('are all different, can be listened on, and lie below those of outgoing connections', async () => {
    const ports = await freePorts(12);
    expect(new Set(ports).size).toBe(12);
    for (const port of ports) {
      expect(port).toBeLessThan(32_768);
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    }
  });
});
