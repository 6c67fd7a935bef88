import { memoryFiles } from '@holdfast/core/config'
import { describe, expect, test } from 'vitest'
import type { HostLook } from '../lint/facts/gather-facts.js'
import { checkFiles } from './check-files.js'
import type { ReportWorld } from './check-files.js'
import { lintFiles } from './lint-files.js'
import { nodeNames } from './node-names.js'
import { mayPaint, paintDiagnostic } from './paint.js'

interface Run {
  readonly world: ReportWorld
  readonly printed: string[]
}

function run(files: Readonly<Record<string, string>>, configId = 'main'): Run {
  const printed: string[] = []
  const surroundings = { configId, random: () => 0 }
  return {
    printed,
    world: { reader: memoryFiles(files), surroundings, print: (text) => printed.push(text) },
  }
}

const node = (lines: string): string =>
  `vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 51\n${lines}\n  virtual_ipaddress { 192.0.2.10/24 }\n}\n`

describe('check', () => {
  test('a clean file: nothing but a word about it, and 0', async () => {
    const { world, printed } = run({ 'a.conf': node('  priority 100') })
    expect(await checkFiles(['a.conf'], world)).toEqual({ exitCode: 0 })
    expect(printed).toEqual(['no problems'])
  })

  test('a mistake: its line, what it leads to, and 1', async () => {
    const text = 'global_defs { enable_script_security }\nvrrp_script chk {\n  script "/x"\n}\n'
    const { world, printed } = run({ 'a.conf': text })
    expect(await checkFiles(['a.conf'], world)).toEqual({ exitCode: 1 })
    expect(printed).toEqual([
      [
        'a.conf:2:1: warning: nobody tracks `chk`: it is never looked at [tracker-not-tracked]',
        ' 2 | vrrp_script chk {',
        '   | ^~~~~~~~~~~',
        '   = hint: write `track_script { chk }` into a `vrrp_instance`',
        '   = keepalived: Says nothing and never runs it.',
        '   = Holdfast: Never runs it either.',
      ].join('\n'),
      '',
      '1 warning',
    ])
  })

  test('errors of the language: 2, and all files are looked at', async () => {
    const { world, printed } = run({ 'a.conf': 'foo\n', 'b.conf': 'bar\n' })
    expect(await checkFiles(['a.conf', 'b.conf'], world)).toEqual({ exitCode: 2 })
    expect(printed.at(-1)).toBe('2 errors')
  })

  test('a file that cannot be read', async () => {
    const { world, printed } = run({})
    expect(await checkFiles(['a.conf'], world)).toEqual({ exitCode: 2 })
    expect(printed[0]).toContain('a.conf:1:1: error:')
  })

  test('--json: one object a line and nothing else', async () => {
    const { world, printed } = run({ 'a.conf': 'foo\n' })
    expect(await checkFiles(['a.conf'], { ...world, json: true })).toEqual({ exitCode: 2 })
    expect(printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        file: 'a.conf',
        line: 1,
        column: 1,
        severity: 'error',
        code: 'unknown-keyword',
        message: 'unknown keyword `foo` in `the configuration`',
      },
    ])
    const clean = run({ 'a.conf': node('') })
    await checkFiles(['a.conf'], { ...clean.world, json: true })
    expect(clean.printed).toEqual([])
  })

  test('a look at the machine', async () => {
    const host: HostLook = {
      command: ({ argv }) =>
        Promise.resolve({ obstacle: { code: 'notFound', message: `${argv[0]} does not exist` } }),
      addresses: () => new Map([['eth0', [{ address: '10.0.0.1', prefixLength: 8 }]]]),
    }
    const { world, printed } = run({ 'a.conf': node('  notify_master /x') })
    expect(await checkFiles(['a.conf'], { ...world, host })).toEqual({ exitCode: 2 })
    expect(printed.map((text) => text.split('\n')[0])).toEqual([
      'a.conf:4:17: error: /x does not exist: `notify_master` is never run [script-not-runnable]',
      '',
      'a.conf:5:23: warning: 192.0.2.10 is in no network of eth0 (10.0.0.1/8): it can only be reached where a route leads to this node [vip-outside-subnet]',
      '',
      '1 error, 1 warning',
    ])
  })
})

describe('lint', () => {
  const files = {
    'a.conf': node('  priority 150\n  advert_int 1'),
    'b.conf': node('  priority 100\n  advert_int 2'),
  }

  test('says what is wrong between the nodes, with the line of the one and the place of the other', async () => {
    const { world, printed } = run(files)
    expect(await lintFiles(['a.conf', 'b.conf'], world)).toEqual({ exitCode: 2 })
    expect(printed[0]?.split('\n').slice(0, 3)).toEqual([
      'b.conf:5:14: error: VRID 51 of b advertises every 2 s, but every 1 s at a.conf:5: neither hears the other, and both become MASTER [different-interval]',
      ' 5 |   advert_int 2',
      '   |              ^',
    ])
    expect(printed.slice(1)).toEqual(['', '1 error'])
  })

  test('--simulate proves it', async () => {
    const { world, printed } = run(files)
    await lintFiles(['a.conf', 'b.conf'], { ...world, simulate: true })
    expect(printed[1]?.split('\n')).toEqual([
      '  simulated: a and b are MASTER, and a and b answer for 192.0.2.10',
      '  |        0.000 ms  --    start a b',
      '  |        0.000 ms  a     INIT -> BACKUP: started',
      '  |        0.000 ms  b     INIT -> BACKUP: started',
      '  |     3414.063 ms  a     BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
      '  |     6609.375 ms  b     BACKUP -> MASTER: no advert from anybody for 6609.375 ms',
      expect.stringContaining('we reject it (intervalError): two masters'),
      expect.stringContaining('we reject it (intervalError): two masters'),
    ])
  })

  test('--simulate --json', async () => {
    const { world, printed } = run(files)
    await lintFiles(['a.conf', 'b.conf'], { ...world, simulate: true, json: true })
    expect(printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { code: 'different-interval', simulation: { isShown: true } },
    ])
  })

  test('one file for all nodes, read as each of them', async () => {
    const text = node('@lb1  priority 150\n@lb2  priority 100\n@lb2  version 3')
    const { world, printed } = run({ 'all.conf': text })
    expect(await lintFiles(['all.conf@lb1', 'all.conf@lb2'], world)).toEqual({ exitCode: 2 })
    expect(printed[0]?.split('\n')[0]).toBe(
      'all.conf:6:15: error: VRID 51 of all@lb2 speaks VRRPv3, but VRRPv2 at all.conf:1: neither hears the other, and both become MASTER [different-version]',
    )
  })

  test('what is wrong with a file is said too, and once where it is one file', async () => {
    const { world, printed } = run({ 'all.conf': `foo\n${node('@a priority 150')}` })
    expect(await lintFiles(['all.conf@a', 'all.conf@b'], world)).toEqual({ exitCode: 2 })
    expect(printed.at(-1)).toBe('1 error')
  })

  test('nodes that agree', async () => {
    const { world, printed } = run({ ...files, 'b.conf': node('  priority 100') })
    expect(await lintFiles(['a.conf', 'b.conf'], world)).toEqual({ exitCode: 0 })
    expect(printed).toEqual(['no problems'])
  })
})

test.each([
  [
    ['/etc/lb1.conf', 'lb2.conf'],
    ['lb1', 'lb2'],
  ],
  [
    ['lb1/keepalived.conf', './lb2/keepalived.conf'],
    ['lb1', 'lb2'],
  ],
  [
    ['a/x/k.conf', 'b/x/k.conf'],
    ['a/x/k.conf', 'b/x/k.conf'],
  ],
  [
    ['k.conf', 'k.conf'],
    ['k.conf#1', 'k.conf#2'],
  ],
  [
    ['k.conf@a', 'k.conf@b'],
    ['k@a', 'k@b'],
  ],
])('%j are called %j', (files, names) => {
  expect(nodeNames(files)).toEqual(names)
})

test('colours: on a terminal only, and not against NO_COLOR', () => {
  expect(mayPaint(true, {})).toBe(true)
  expect(mayPaint(false, {})).toBe(false)
  expect(mayPaint(true, { NO_COLOR: '1' })).toBe(false)
  expect(mayPaint(true, { NO_COLOR: '' })).toBe(true)
  expect(mayPaint(true, { TERM: 'dumb' })).toBe(false)
})

test('a painted diagnostic has the same words', async () => {
  const { world, printed } = run({ 'a.conf': 'foo\n' })
  await checkFiles(['a.conf'], { ...world, colours: true })
  const [text = ''] = printed
  expect(text.split('\n').slice(0, 3)).toEqual([
    '\u001b[1ma.conf:1:1: \u001b[31merror\u001b[0m: unknown keyword `foo` in `the configuration` [unknown-keyword]',
    ' 1 | foo',
    '   | \u001b[31m^~~\u001b[0m',
  ])
  expect(paintDiagnostic('f:1:1: info: x [y]\n  = hint: z', 'info')).toBe(
    '\u001b[1mf:1:1: \u001b[36minfo\u001b[0m: x [y]\n\u001b[2m  = hint: z\u001b[0m',
  )
})
