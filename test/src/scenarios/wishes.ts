/** What is filled in for each device: its attribute, or its secret. */
export const attribute = (name: string): string => `\${attributes.${name}}`;
export const secret = (name: string): string => `\${secrets.${name}}`;

/** Port mappings by name, each from a port of the Internet side to one of a host at home. */
export function aPortMapping(ports: Readonly<Record<string, number>>, more: object = {}): object {
  const rows = Object.entries(ports).map(([name, externalPort]) => [
    name,
    { protocol: 'tcp', externalPort, client: '192.168.1.20', internalPort: externalPort, description: name },
  ]);
  return { capability: 'nat.portMappings', rows: Object.fromEntries(rows), ...more };
}

/** A host that may be on the Internet at some times of the day, each given in whole hours. */
export function aChild(windows: Readonly<Record<string, number>>): object {
  const rows = Object.entries(windows).map(([name, hour]) => [
    name,
    { days: 'Saturday,Sunday', start: `${String(hour).padStart(2, '0')}:00`, duration: 3_600 },
  ]);
  const kids = { mac: '02:00:5E:00:53:20', name: 'tablet', windows: { rows: Object.fromEntries(rows) } };
  return { capability: 'parental.hosts', rows: { kids } };
}
