import { describe, expect, test } from 'vitest'
import { parseCommandLine } from './parse-command-line.js'

const parsed = (words: string): unknown => parseCommandLine(words.split(' '))

describe('ipvs', () => {
  test.each([
    ['ipvs list', { columns: 'connections', exact: false, json: false }],
    ['ipvs list -n --stats --exact', { columns: 'statistics', exact: true, json: false }],
    ['ipvs --rate list --json', { columns: 'rates', exact: false, json: true }],
  ])('%s', (words, options) => {
    expect(parsed(words)).toEqual({ kind: 'listIpvs', ...options })
  })

  test.each(['ipvs', 'ipvs flush', 'ipvs list all'])('not %s', (words) => {
    expect(parsed(words)).toMatchObject({
      kind: 'usageError',
      hint: 'holdfast ipvs list [--stats|--rate] [--exact] [--json]',
    })
  })
})

describe('realserver', () => {
  test('up and down, for several addresses', () => {
    expect(parsed('realserver up 192.0.2.10 2001:DB8::10 --state-dir /tmp/x')).toEqual({
      kind: 'realServer',
      direction: 'up',
      addresses: ['192.0.2.10', '2001:db8::10'],
      json: false,
      stateDirectory: '/tmp/x',
    })
    expect(parsed('realserver down 192.0.2.10 --json')).toEqual({
      kind: 'realServer',
      direction: 'down',
      addresses: ['192.0.2.10'],
      json: true,
    })
  })

  test.each([
    ['realserver', 'realserver is not used like this'],
    ['realserver up', 'realserver is not used like this'],
    ['realserver sideways 192.0.2.10', 'realserver is not used like this'],
    ['realserver up 192.0.2.10/32', '192.0.2.10/32 is not an IP address'],
    ['realserver down 192.0.2.10 www', 'www is not an IP address'],
  ])('not %s', (words, message) => {
    expect(parsed(words)).toMatchObject({ kind: 'usageError', message })
  })
})

describe('genhash', () => {
  const options = {
    connectIp: '192.0.2.1',
    connectPort: 80,
    path: '/health',
    httpProtocol: '1.0',
  }

  test.each([
    ['genhash -s 192.0.2.1 -p 80 -u /health', {}],
    ['-T --server 192.0.2.1 --port=80 --url /health', {}],
    ['--genhash -s192.0.2.1 -p80 -u/health -S', { tls: { enableSni: false } }],
    [
      'genhash -s 192.0.2.1 -p 80 -u /health -I -V www.example.org -P 1.1k -t 2 -m 7',
      {
        tls: { enableSni: true },
        virtualhost: 'www.example.org',
        httpProtocol: '1.1K',
        connectTimeoutMs: 2000,
        fwmark: 7,
      },
    ],
  ])('%s', (words, more) => {
    expect(parsed(words)).toEqual({
      kind: 'genhash',
      options: { ...options, ...more },
      verbose: false,
    })
  })

  test('-v and -h', () => {
    expect(parsed('genhash -v -s 192.0.2.1 -p 80 -u /')).toMatchObject({ verbose: true })
    expect(parsed('genhash -h')).toEqual({ kind: 'help' })
  })

  test.each([
    ['genhash', 'genhash needs a server, a port and a path'],
    ['genhash -s 192.0.2.1 -p 80 -u / -P 7', 'the protocol is 1.0, 1.0c, 1.0k, 1.1 or 1.1k'],
    ['genhash -s 192.0.2.1 -p 80 -u / x', 'unexpected word x'],
  ])('not %s', (words, message) => {
    expect(parsed(words)).toMatchObject({ kind: 'usageError', message })
  })
})
