import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { missingPrograms } from '../../../test/support/programs.js'
import type { NeededPrograms } from '../../../test/support/programs.js'
import { certificate, key } from '../../../test/support/certificate.js'
import { Daemon } from './daemon.js'
import { closedPort } from './loopback-server.js'
import { failureOf } from './outcome-of.js'
import { dnsCheck } from '../src/probe/dns/dns-check.js'
import { digestOfUrl } from '../src/probe/http/digest-of-url.js'
import { httpCheck } from '../src/probe/http/http-check.js'
import type { HttpCheckOptions, UrlOptions } from '../src/probe/http/http-check.js'
import { smtpCheck } from '../src/probe/smtp/smtp-check.js'
import { tcpCheck } from '../src/probe/tcp-check.js'

const connectIp = '127.0.0.1'

/** Installs what is missing, where it may; says why a test cannot run. */
function canRun(programs: NeededPrograms): boolean {
  const problem = missingPrograms(programs)
  if (problem !== undefined) process.stderr.write(`SKIPPED: checks of real servers: ${problem}\n`)
  return problem === undefined
}

const hasNginx = canRun({ '/usr/sbin/nginx': 'nginx-light', genhash: 'keepalived' })

describe.skipIf(!hasNginx)('nginx', { timeout: 60_000 }, () => {
  async function startNginx(daemon: Daemon, http: number, https: number): Promise<void> {
    const keyFile = daemon.write('key.pem', key)
    const certificateFile = daemon.write('certificate.pem', certificate)
    daemon.write('site/index.html', 'hello\n')
    daemon.write('site/large', 'x'.repeat(100_000))
    const file = daemon.write(
      'nginx.conf',
      `daemon off; user root; pid ${daemon.folder}/pid; error_log stderr; events {}
       http {
         access_log off;
         server {
           listen 127.0.0.1:${http};
           listen 127.0.0.1:${https} ssl;
           ssl_certificate ${certificateFile};
           ssl_certificate_key ${keyFile};
           root ${daemon.folder}/site;
           location = /moved { return 302 /; }
           location = /slow { alias ${daemon.folder}/site/large; limit_rate 1k; }
           location = /host { return 200 "$host $server_protocol $ssl_server_name"; }
         }
       }`,
    )
    await daemon.start('nginx', ['-c', file], tcpCheck({ connectIp, connectPort: http }))
  }

  test('is checked over HTTP and HTTPS, as keepalived would', async () => {
    await using daemon = new Daemon()
    const [http, https] = [await closedPort(), await closedPort()]
    await startNginx(daemon, http, https)
    const ask = (
      url: UrlOptions,
      options: Partial<HttpCheckOptions> = {},
    ): Promise<string | undefined> => {
      const connectPort = options.tls === undefined ? http : https
      return failureOf(httpCheck({ connectIp, connectPort, urls: [url], ...options }))
    }
    // printf 'hello\n' | md5sum
    const digest = 'b1946ac92492d2347c6235b4d2611184'
    expect(await ask({ path: '/', digest })).toBeUndefined()
    for (const httpProtocol of ['1.0C', '1.0K', '1.1', '1.1K'] as const) {
      expect(await ask({ path: '/', digest }, { httpProtocol }), httpProtocol).toBeUndefined()
    }
    expect(await ask({ path: '/none' })).toBe('the status of /none is 404')
    expect(await ask({ path: '/moved' })).toBe('the status of /moved is 302')
    expect(await ask({ path: '/slow' }, { connectTimeoutMs: 300 })).toBe(
      'no whole answer within 300 ms',
    )
    const virtualhost = 'www.example.org'
    expect(await ask({ path: '/host', virtualhost, regex: '^www.example.org HTTP/1.0' })).toBe(
      undefined,
    )
    expect(await ask({ path: '/', digest }, { tls: true })).toBeUndefined()
    const tls = { enableSni: true, verify: true }
    expect(await ask({ path: '/', virtualhost }, { tls })).toBe('self-signed certificate')
    const regex = '1.1 www.example.org$'
    const trusting = { tls: { ...tls, ca: certificate }, httpProtocol: '1.1' } as const
    expect(await ask({ path: '/host', virtualhost, regex }, trusting)).toBeUndefined()
    expect(await ask({ path: '/' }, { tls: true, connectPort: http })).toMatch(/wrong version/)
  })

  test('has the digests that keepalived prints', async () => {
    await using daemon = new Daemon()
    const [http, https] = [await closedPort(), await closedPort()]
    await startNginx(daemon, http, https)
    for (const [port, flags] of [
      [http, []],
      [https, ['-S']],
    ] as const) {
      const args = [...flags, '-s', connectIp, '-p', String(port), '-u', '/large']
      const printed = execFileSync('genhash', args, { encoding: 'utf8' }).trim()
      const options = { connectIp, connectPort: port, path: '/large', tls: port === https }
      expect(printed.split('\n').at(-1)).toBe(await digestOfUrl(options))
    }
  })
})

const hasDnsmasq = canRun({ '/usr/sbin/dnsmasq': 'dnsmasq-base' })

test.skipIf(!hasDnsmasq)('dnsmasq is checked by names that it knows, and not', async () => {
  await using daemon = new Daemon()
  const connectPort = await closedPort()
  const options = { connectIp, connectPort, connectTimeoutMs: 1000 }
  const check = dnsCheck({ ...options, type: 'A', name: 'www.example.org' })
  const file = daemon.write(
    'dnsmasq.conf',
    [
      `port=${connectPort}`,
      `user=${userInfo().username}`,
      `pid-file=${daemon.folder}/pid`,
      'listen-address=127.0.0.1',
      'bind-interfaces',
      'no-resolv',
      'no-hosts',
      'local=/org/',
      'address=/www.example.org/192.0.2.1',
      '',
    ].join('\n'),
  )
  await daemon.start('dnsmasq', ['--keep-in-foreground', `--conf-file=${file}`], check)
  expect(await failureOf(check)).toBeUndefined()
  expect(await failureOf(dnsCheck({ ...options, type: 'A', name: 'none.org' }))).toBe(
    'the answer is NXDOMAIN',
  )
  expect(await failureOf(dnsCheck({ ...options, type: 'A', name: 'example.com' }))).toBe(
    'the answer is REFUSED',
  )
})

const hasPostfix = canRun({ '/usr/sbin/postfix': 'postfix' })

test.skipIf(!hasPostfix)('postfix is checked', { timeout: 60_000 }, async () => {
  await using daemon = new Daemon()
  const connectPort = await closedPort()
  const { folder } = daemon
  daemon.write(
    'etc/main.cf',
    [
      'compatibility_level = 3.6',
      `maillog_file = ${folder}/log`,
      `maillog_file_prefixes = ${folder}`,
      `queue_directory = ${folder}/queue`,
      `data_directory = ${folder}/data`,
      'inet_interfaces = 127.0.0.1',
      'mynetworks = 127.0.0.0/8',
      '',
    ].join('\n'),
  )
  daemon.write(
    'etc/master.cf',
    [
      `127.0.0.1:${connectPort} inet n - n - - smtpd`,
      'anvil unix - - n - 1 anvil',
      'postlog unix-dgram n - n - 1 postlogd',
      'rewrite unix - - n - - trivial-rewrite',
      'proxymap unix - - n - - proxymap',
      '',
    ].join('\n'),
  )
  execFileSync('chmod', ['755', folder])
  execFileSync('mkdir', ['-p', `${folder}/queue`, `${folder}/data`])
  execFileSync('chown', ['postfix', `${folder}/data`])
  const check = smtpCheck({ connectIp, connectPort })
  const postfix = ['-c', `${folder}/etc`] as const
  try {
    await daemon.start('postfix', [...postfix, 'start-fg'], check)
    expect(await failureOf(check)).toBeUndefined()
  } finally {
    // What `start-fg` has started would outlive it.
    execFileSync('postfix', [...postfix, 'stop'], { stdio: 'ignore' })
  }
})
