import type { RoleProcess } from '../cluster/role-process.ts';

const COUNTED =
  /^(muster_mongo_commands_total|muster_redis_calls_total|muster_bus_(?:published|requests)_total)(\{[^}]*\})? ([\d.e+]+)/gm;

/** What processes asked of the servers, by kind of command, as their metrics tell. */
export class ServerWork {
  constructor(private readonly counts: ReadonlyMap<string, number>) {}

  since(before: ServerWork): ServerWork {
    return this.map((count, name) => count - (before.counts.get(name) ?? 0));
  }

  dividedBy(n: number): ServerWork {
    return this.map((count) => count / n);
  }

  lines(): readonly string[] {
    return [...this.counts]
      .filter(([, count]) => count >= 0.05)
      .sort()
      .map(([name, count]) => `${name.padEnd(70)} ${count.toFixed(1).padStart(8)}`);
  }

  private map(change: (count: number, name: string) => number): ServerWork {
    return new ServerWork(new Map([...this.counts].map(([name, count]) => [name, change(count, name)])));
  }
}

export async function serverWork(processes: readonly RoleProcess[]): Promise<ServerWork> {
  const counts = new Map<string, number>();
  for (const { name, httpUrl } of processes) {
    const text = await (await fetch(`${httpUrl}/metrics`)).text();
    for (const [, metric = '', labels = '', value = '0'] of text.matchAll(COUNTED)) {
      counts.set(`${name} ${metric}${labels}`, Number(value));
    }
  }
  return new ServerWork(counts);
}
