import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { loadConfig, platformConfig } from '#libs/platform';
import { apiRole } from '#libs/services/api';
import { firmwareRole } from '#libs/services/firmware';
import { gatewayRole } from '#libs/services/gateway';
import { provisioningRole } from '#libs/services/provisioning';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

const FRAGMENTS = {
  'cwmp-gateway': [platformConfig, gatewayRole.config],
  provisioning: [platformConfig, provisioningRole.config],
  firmware: [platformConfig, firmwareRole.config],
  api: [platformConfig, apiRole.config],
} as const;

type App = keyof typeof FRAGMENTS;

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly network_mode: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: string | readonly string[] };
  readonly volumes?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const SECRET_KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

/** The file as Docker reads it, with what the shell gives put in. Throws where that lacks what there has to be. */
function composeFile(shell: Readonly<Record<string, string>> = { MUSTER_SECRET_KEYS: SECRET_KEYS }): ComposeFile {
  const text = readFileSync(path.join(PROJECT_ROOT, 'deploy/compose.yaml'), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, otherwise: string) => {
    if (kind === '?' && shell[name] === undefined) throw new Error(`${name}: ${otherwise}`);
    return shell[name] ?? otherwise;
  });
  return parse(filled, { merge: true });
}

function roles(file = composeFile()): readonly (Service & { readonly name: string; readonly app: App })[] {
  return Object.entries(file.services).flatMap(([name, service]) =>
    service.image === 'muster' ? [{ ...service, name, app: service.command?.[0] as App }] : [],
  );
}

function settingsOf({ app, environment = {} }: Pick<ReturnType<typeof roles>[number], 'app' | 'environment'>) {
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
  return loadConfig(FRAGMENTS[app], env);
}

describe('deploy/compose.yaml', () => {
  test('has two of each role, of the one image, and each is an application', () => {
    const apps = roles().map(({ app }) => app);
    expect(apps.toSorted()).toEqual(
      Object.keys(FRAGMENTS)
        .flatMap((app) => [app, app])
        .toSorted(),
    );
    for (const { app, build } of roles()) {
      expect(build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
      expect(existsSync(path.join(PROJECT_ROOT, `dist/apps/${app}/src/main.js`))).toBe(true);
    }
  });

  test.each(roles())('$name has settings that its role knows and takes', (role) => {
    const loaded = settingsOf(role);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    // A setting with a wrong name would be found.
    const wrong = { ...role, environment: { ...role.environment, MUSTER_HTTP_PROT: '1' } };
    expect(settingsOf(wrong).warnings).toHaveLength(1);
  });

  test('all roles use the servers of the file, and the keys of the shell', () => {
    const { kafka, mongo } = composeFile().services;
    expect(kafka?.environment?.KAFKA_ADVERTISED_LISTENERS).toBe('PLAINTEXT://127.0.0.1:9092');
    expect(mongo?.command).toContain('rs0');
    for (const role of roles(composeFile({ MUSTER_SECRET_KEYS: SECRET_KEYS }))) {
      const loaded = settingsOf(role);
      expect(loaded.ok && loaded.config.of(platformConfig)).toMatchObject({
        MUSTER_KAFKA_BROKERS: ['127.0.0.1:9092'],
        MUSTER_REDIS_URL: ['redis://127.0.0.1:6379'],
        MUSTER_MONGO_URL: 'mongodb://127.0.0.1:27017/muster?replicaSet=rs0',
        MUSTER_SECRET_KEYS: [{ id: 'k1' }],
      });
    }
  });

  test('CPEs have to log in, and who is not known waits, unless the shell says otherwise', () => {
    const gateways = (shell: Readonly<Record<string, string>>) =>
      roles(composeFile({ MUSTER_SECRET_KEYS: SECRET_KEYS, ...shell }))
        .filter(({ app }) => app === 'cwmp-gateway')
        .map((role) => {
          const loaded = settingsOf(role);
          return loaded.ok ? loaded.config.of(gatewayRole.config) : undefined;
        });
    const closed = {
      MUSTER_CWMP_LOGIN: 'required',
      MUSTER_CWMP_ENROLMENT: [{ verdict: 'accept' }, { verdict: 'quarantine' }],
    };
    expect(gateways({})).toMatchObject([closed, closed]);
    const open = { MUSTER_CWMP_LOGIN: 'none' };
    expect(gateways(open)).toMatchObject([open, open]);
    expect(() => composeFile({})).toThrow('MUSTER_SECRET_KEYS: make a key');
  });

  test('no two processes listen on one port of the host', () => {
    const ports = roles().flatMap((role) => {
      const loaded = settingsOf(role);
      if (!loaded.ok) throw new Error(loaded.problems.join());
      const cwmp = role.app === 'cwmp-gateway' ? [loaded.config.of(gatewayRole.config).MUSTER_CWMP_PORT] : [];
      const files = role.app === 'firmware' ? [loaded.config.of(firmwareRole.config).MUSTER_FIRMWARE_PORT] : [];
      return [loaded.config.of(platformConfig).MUSTER_HTTP_PORT, ...cwmp, ...files];
    });
    expect(ports).toHaveLength(12);
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports).not.toContain(0);
  });

  test('everything has a health check, and roles wait for servers that are healthy', () => {
    const { services } = composeFile();
    for (const [name, { healthcheck, network_mode }] of Object.entries(services)) {
      expect([name, network_mode, (healthcheck?.test.length ?? 0) > 0]).toEqual([name, 'host', true]);
    }
    const servers = Object.keys(services).filter((name) => services[name]?.image !== 'muster');
    for (const { depends_on } of roles()) {
      expect(depends_on).toEqual(Object.fromEntries(servers.map((name) => [name, { condition: 'service_healthy' }])));
    }
  });

  test('its volumes are declared', () => {
    const { services, volumes } = composeFile();
    const used = Object.values(services).flatMap(({ volumes: mounted = [] }) =>
      mounted.map((one) => one.split(':')[0]),
    );
    expect(used.toSorted()).toEqual(Object.keys(volumes).toSorted());
  });
});
