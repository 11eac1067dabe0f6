import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installNginx } from './install/install-nginx.ts';
import { freePorts } from './process/free-ports.ts';
import { createServerFolder } from './process/server-folder.ts';
import { discard, type ServerGroup } from './process/server-group.ts';
import { ServerNode } from './process/server-node.ts';

export interface NginxServer extends ServerGroup {
  readonly port: number;
}

/** Starts nginx on 127.0.0.1, one process, with the files of a folder. */
export async function startNginx({ root }: { readonly root: string }): Promise<NginxServer> {
  const command = await installNginx();
  const folder = await createServerFolder('nginx');
  const [port = 0] = await freePorts(1);
  const file = path.join(folder, 'nginx.conf');
  await mkdir(path.join(folder, 'temp'));
  await writeFile(file, configuration(folder, root, port));
  const node = await ServerNode.start({
    name: 'nginx',
    command: [...command, '-p', folder, '-e', 'stderr', '-c', file],
    folder,
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/`)).status > 0,
  });
  return { port, nodes: [node], stop: () => discard([node], folder) };
}

/** As one would have it serve files: sendfile, no log. */
function configuration(folder: string, root: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${folder}/temp/${kind};`,
  );
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 16384;
events { worker_connections 8192; }
http {
${temporary.join('\n')}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=16;
  default_type application/octet-stream;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${root};
  }
}
`;
}
