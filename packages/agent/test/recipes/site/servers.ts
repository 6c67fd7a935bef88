import type { Host } from './host.js'
import type { Site } from './site.js'

/** What the client runs: it gives up soon, as the next one may be answered. */
export function curl(address: string): string {
  return `curl --silent --max-time 0.3 http://${address}/`
}

/** Web servers at C, and in front of them a proxy on each director; all of them run. */
export async function startProxies(site: Site, proxy: 'haproxy' | 'nginx'): Promise<void> {
  const { a, b, c } = site
  addWebServers(c)
  await c.start('web')
  const addDirector = proxy === 'nginx' ? addNginxDirector : addHaproxyDirector
  for (const director of [a, b]) {
    addDirector(director, site.address('C'))
    await director.start(proxy)
  }
}

/** Two web servers behind the directors, on one host: they say through whom they were asked. */
function addWebServers(host: Host): void {
  const server = (name: string, port: number): string =>
    `server { listen ${port}; return 200 "${name} via $http_x_director\\n"; }`
  addNginx(host, 'web', [server('web1', 8081), server('web2', 8082)])
}

function addNginxDirector(host: Host, web: string): void {
  addNginx(host, 'nginx', [
    `upstream web { server ${web}:8081; server ${web}:8082; }`,
    'server {',
    '  listen 80;',
    `  location / { proxy_set_header X-Director ${host.name}; proxy_pass http://web; }`,
    '}',
  ])
}

function addNginx(host: Host, service: string, lines: readonly string[]): void {
  const file = `/etc/nginx/${service}.conf`
  const main = `daemon off; user root; pid /run/${service}.pid; error_log /dev/stderr; events {}`
  host.write(file, [main, 'http {', 'access_log off;', ...lines, '}', ''].join('\n'))
  host.addService(service, ['nginx', '-c', file])
}

function addHaproxyDirector(host: Host, web: string): void {
  const lines = [
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 5s',
    '  timeout server 5s',
    'frontend www',
    '  bind *:80',
    '  default_backend web',
    'backend web',
    '  balance roundrobin',
    `  http-request set-header X-Director ${host.name}`,
    `  server web1 ${web}:8081`,
    `  server web2 ${web}:8082`,
  ]
  host.write('/etc/haproxy/recipe.cfg', `${lines.join('\n')}\n`)
  host.addService('haproxy', ['haproxy', '-db', '-f', '/etc/haproxy/recipe.cfg'])
}

/** Where the configuration of `addApache` is, for who wants to spoil it. */
export const apacheConfig = '/etc/apache2/recipe.conf'

/** Apache, by the name that its service has on CentOS; its page is the name of the host. */
export function addApache(host: Host): void {
  const modules = ['mpm_event', 'authz_core', 'dir'].map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  )
  const lines = [
    `ServerName ${host.name}`,
    ...modules,
    'DefaultRuntimeDir /run',
    'PidFile /run/httpd.pid',
    'ErrorLog /dev/stderr',
    'User www-data',
    'Group www-data',
    'Listen 80',
    'DocumentRoot /etc/apache2/pages',
    'DirectoryIndex index.html',
    '',
  ]
  host.write(apacheConfig, lines.join('\n'))
  host.write('/etc/apache2/pages/index.html', `${host.name}\n`)
  host.addService('httpd', ['apache2', '-D', 'FOREGROUND', '-f', apacheConfig])
}
