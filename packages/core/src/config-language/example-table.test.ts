import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ipAddress, ipPrefix } from './address-values.js'
import { commandValue } from './command-value.js'
import type { Command } from './command-value.js'
import { block, blocks, flag, header, lines, value } from './fields.js'
import { memoryFiles } from './file-reader.js'
import type { BlockDefinition } from './keyword-table.js'
import { loadConfiguration } from './load-configuration.js'
import type { LoadedConfiguration } from './load-configuration.js'
import { integer, seconds } from './number-values.js'
import type { ValueGrammar } from './value-grammar.js'
import { booleanValue, interfaceName, oneOf, word } from './word-values.js'
import { writeConfiguration } from './write-configuration.js'
import { isWritable } from './written-word.js'

// How a domain package contributes its keywords: an interface, and a table with a field for each of
// its properties. The compiler refuses a table that forgets one or reads another type.

interface VirtualAddress {
  readonly address: string
  readonly prefixLength: number
  readonly interface?: string
}

interface Authentication {
  readonly type?: 'PASS' | 'AH'
  readonly password?: string
}

interface Instance {
  readonly name: string
  readonly state?: 'MASTER' | 'BACKUP'
  readonly interface?: string
  readonly virtualRouterId: number
  readonly priority?: number
  readonly advertIntMs?: number
  readonly preempt?: boolean
  readonly strict?: boolean
  readonly unicastPeers?: readonly string[]
  readonly virtualAddresses?: readonly VirtualAddress[]
  readonly authentication?: Authentication
  readonly notifyMaster?: Command
}

interface Globals {
  readonly routerId?: string
  readonly vrrpVersion?: 2 | 3
}

interface Configuration {
  readonly globals?: Globals
  readonly instances?: readonly Instance[]
}

const virtualAddress: ValueGrammar<VirtualAddress> = {
  syntax: 'IP[/MASK] [dev INTERFACE]',
  read(words) {
    const prefix = ipPrefix.read(words)
    if (prefix === undefined || words.peek()?.text !== 'dev') return prefix
    words.next()
    const device = interfaceName.read(words)
    return device === undefined ? undefined : { ...prefix, interface: device }
  },
  write: (each) => [
    ...ipPrefix.write(each),
    ...(each.interface === undefined ? [] : ['dev', ...interfaceName.write(each.interface)]),
  ],
}

const authentication: BlockDefinition<Authentication> = {
  title: 'authentication',
  fields: {
    type: value('auth_type', oneOf({ PASS: 'PASS', AH: 'AH' })),
    password: value('auth_pass', word('PASSWORD')),
  },
}

const instance: BlockDefinition<Instance> = {
  title: 'vrrp_instance',
  required: ['virtualRouterId'],
  fields: {
    name: header(word('NAME')),
    state: value('state', oneOf({ MASTER: 'MASTER', BACKUP: 'BACKUP' })),
    interface: value('interface', interfaceName),
    virtualRouterId: value('virtual_router_id', integer({ min: 1, max: 255 })),
    priority: value('priority', integer({ min: 1, max: 255 })),
    advertIntMs: value('advert_int', seconds({ min: 0.01, max: 255 })),
    preempt: flag({ nopreempt: false, preempt: true }),
    strict: value('strict_mode', booleanValue),
    unicastPeers: lines('unicast_peer', ipAddress()),
    virtualAddresses: lines('virtual_ipaddress', virtualAddress),
    authentication: block('authentication', () => authentication),
    notifyMaster: value('notify_master', commandValue),
  },
  noted: {
    native_ipv6: { code: 'obsolete-keyword', reason: 'the family follows from the addresses' },
  },
}

const globals: BlockDefinition<Globals> = {
  title: 'global_defs',
  fields: {
    routerId: value('router_id', word('NAME')),
    vrrpVersion: value('vrrp_version', oneOf({ 2: 2, 3: 3 })),
  },
}

const configuration: BlockDefinition<Configuration> = {
  title: 'the configuration',
  fields: {
    globals: block('global_defs', () => globals),
    instances: blocks('vrrp_instance', () => instance),
  },
}

function load(text: string): LoadedConfiguration<Configuration> {
  return loadConfiguration({
    file: 'a.conf',
    reader: memoryFiles({ 'a.conf': text }),
    definition: configuration,
    surroundings: { configId: 'main', random: () => 0 },
  })
}

const problemsOf = (text: string): string[] =>
  load(text).diagnostics.map(
    ({ code, line, column, hint }) =>
      `${code} ${line}:${column}${hint === undefined ? '' : ` ${hint}`}`,
  )

const inInstance = (line: string): string =>
  `vrrp_instance V {\n virtual_router_id 1\n ${line}\n}\n`

test('a configuration becomes an object', () => {
  const loaded = load(`
    ! what everybody writes
    $PRIO=150
    global_defs { router_id lb1 }
    vrrp_instance VI_1 {
        state MASTER
        interface eth0
        virtual_router_id 51
        priority $PRIO   # high
        @main advert_int 0.25
        @other advert_int 3
        nopreempt
        strict_mode
        authentication {
            auth_type PASS
            auth_pass "a b"
        }
        virtual_ipaddress {
            192.0.2.10/24 dev eth0
            2001:DB8::1
        }
        virtual_ipaddress { 192.0.2.11/255.255.255.0 }
        notify_master "/bin/echo 'a b' c" root
    }
    global_defs {
        vrrp_version 3
    }
  `)
  expect(loaded.diagnostics).toEqual([])
  expect(loaded.value).toEqual({
    globals: { routerId: 'lb1', vrrpVersion: 3 },
    instances: [
      {
        name: 'VI_1',
        state: 'MASTER',
        interface: 'eth0',
        virtualRouterId: 51,
        priority: 150,
        advertIntMs: 250,
        preempt: false,
        strict: true,
        authentication: { type: 'PASS', password: 'a b' },
        virtualAddresses: [
          { address: '192.0.2.10', prefixLength: 24, interface: 'eth0' },
          { address: '2001:db8::1', prefixLength: 128 },
          { address: '192.0.2.11', prefixLength: 24 },
        ],
        notifyMaster: { argv: ['/bin/echo', 'a b', 'c'], user: 'root' },
      },
    ],
  })
  const [first] = loaded.value.instances ?? []
  expect(loaded.places.of(first!, 'priority')).toEqual([
    {
      file: 'a.conf',
      line: 9,
      column: 18,
      endColumn: 23,
      definedAt: { file: 'a.conf', line: 3, column: 11 },
    },
  ])
  expect(loaded.places.of(first!)).toMatchObject([{ line: 5, column: 5 }])
  const addresses = first!.virtualAddresses!
  expect(loaded.places.of(addresses, '2')).toMatchObject([{ line: 22, column: 29 }])
  expect(loaded.places.of(addresses[1]!)).toMatchObject([{ line: 20, column: 13 }])
  expect(loaded.places.of(first!, 'virtualAddresses').map(({ line }) => line)).toEqual([18, 22])
})

describe('mistakes', () => {
  test.each([
    ['prioirty 100', ['unknown-keyword 3:2 did you mean `priority`?']],
    ['router_id x', ['unknown-keyword 3:2 it belongs in `global_defs`; is a brace missing?']],
    ['priority100', ['unknown-keyword 3:2 is a blank missing behind `priority`?']],
    ['priority=100', ['unknown-keyword 3:2 is a blank missing behind `priority`?']],
    ['native_ipv6', ['obsolete-keyword 3:2']],
    ['priority', ['missing-value 3:2']],
    ['priority 256', ['value-out-of-range 3:11']],
    ['priority 1.5', ['invalid-value 3:11']],
    [
      'priority $P',
      ['undefined-parameter 3:11', 'invalid-value 3:11 is the parameter defined before this line?'],
    ],
    ['priority 1 2', ['extra-words 3:13']],
    ['priority 1\npriority 2', ['repeated-keyword 4:1']],
    ['advert_int 1s', ['invalid-value 3:13 write `1`']],
    ['advert_int 1,5', ['invalid-value 3:13 write `1.5`']],
    ['advert_int 1e3', ['invalid-value 3:13']],
    ['advert_int .5', []],
    ['state SLAVE', ['invalid-value 3:8']],
    ['state MASTR', ['invalid-value 3:8 did you mean `MASTER`?']],
    ['strict_mode maybe', ['invalid-value 3:14']],
    [
      'interface a/b',
      ['invalid-value 3:12 a name has 1 to 15 characters, without `/`, `:` and blanks'],
    ],
    ['nopreempt yes', ['extra-words 3:12']],
    ['unicast_peer { 1.2.3 }', ['invalid-value 3:17']],
    [
      'virtual_ipaddress { 10.0.0.1/33\n10.0.0.2 dev }',
      ['invalid-value 3:22', 'missing-value 4:1'],
    ],
    ['virtual_ipaddress 10.0.0.1 {\n}', ['extra-words 3:20']],
    ['state BACKUP {\npriority 5 }', ['unexpected-open-brace 3:15']],
    ['thing {\n priority 300\n}', ['unknown-block 3:2']],
    ['notify_master "/a \'b"', ['unterminated-quote 3:16']],
    [
      'notify_master /a b c d',
      ['extra-words 3:16 put quotes around the command with its arguments'],
    ],
  ])('%j', (line, problems) => {
    expect(problemsOf(inInstance(line))).toEqual(problems)
  })

  test('a block without what it needs is dropped', () => {
    const loaded = load('vrrp_instance V {\n priority 5\n}')
    expect(loaded.value.instances).toBeUndefined()
    expect(loaded.diagnostics).toMatchObject([{ code: 'missing-keyword', line: 1, column: 1 }])
  })

  test('a block without a name or a brace', () => {
    expect(problemsOf('vrrp_instance {\n priority 300\n}')).toEqual(['missing-value 1:1'])
    expect(problemsOf('vrrp_instance V\n virtual_router_id 1\n}')).toEqual([
      'missing-open-brace 1:1 write the `{` behind it or at the start of the next line',
    ])
  })

  test('what is good in a faulty block is kept', () => {
    expect(load(inInstance('thing {\n priority 3\n}\n priority 7')).value.instances).toEqual([
      { name: 'V', virtualRouterId: 1, priority: 7 },
    ])
  })

  test('a mistake in a parameter is shown at its use and its definition', () => {
    expect(load(`$P=high\n${inInstance('priority $P')}`).diagnostics).toMatchObject([
      { line: 4, column: 11, endColumn: 13, definedAt: { line: 1, column: 4 } },
    ])
  })
})

// Random configurations, from what each grammar can mean.
const name = fc.string({ minLength: 0, maxLength: 12 }).filter(isWritable)
const device = fc.stringMatching(/^[a-z][a-z0-9.@-]{0,14}$/)
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })
const defined = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined)) as T
const address = fc.ipV4()

const anyInstance = fc
  .record({
    name,
    state: optional(fc.constantFrom('MASTER' as const, 'BACKUP' as const)),
    interface: optional(device),
    virtualRouterId: fc.integer({ min: 1, max: 255 }),
    priority: optional(fc.integer({ min: 1, max: 255 })),
    advertIntMs: optional(fc.integer({ min: 10_000, max: 255_000_000 }).map((us) => us / 1000)),
    preempt: optional(fc.boolean()),
    strict: optional(fc.boolean()),
    unicastPeers: optional(fc.array(address, { maxLength: 3 })),
    virtualAddresses: optional(
      fc.array(
        fc
          .record({
            address,
            prefixLength: fc.integer({ min: 0, max: 32 }),
            interface: optional(device),
          })
          .map(defined),
        { maxLength: 3 },
      ),
    ),
    authentication: optional(
      fc
        .record({ type: optional(fc.constant('PASS' as const)), password: optional(name) })
        .map(defined),
    ),
    notifyMaster: optional(
      fc.record({
        argv: fc.array(
          fc.string({ unit: 'binary-ascii', maxLength: 8 }).filter((each) => !each.includes('\0')),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    ),
  })
  .map(defined)

const anyConfiguration = fc
  .record({
    globals: optional(
      fc
        .record({
          routerId: optional(name),
          vrrpVersion: optional(fc.constantFrom(2 as const, 3 as const)),
        })
        .map(defined),
    ),
    instances: optional(fc.array(anyInstance, { minLength: 1, maxLength: 3 })),
  })
  .map(defined)

test('what is written reads back as the same object', () => {
  fc.assert(
    fc.property(anyConfiguration, (config) => {
      const text = writeConfiguration(configuration, config as Configuration)
      const loaded = load(text)
      expect(loaded.diagnostics, text).toEqual([])
      expect(loaded.value, text).toEqual(config)
    }),
    { numRuns: 100 },
  )
})

describe('any bytes end in diagnostics', () => {
  const seed = inInstance(
    'virtual_ipaddress {\n 10.0.0.1/24 dev eth0\n }\n $A=${A}\n ~SEQ(x,1,9) a "b',
  )
  const snippet = fc.constantFrom(
    '{',
    '}',
    '"',
    '$A',
    '${',
    '~SEQ(',
    '~LST(',
    '@',
    '\\',
    '\n',
    '#',
    'include ',
    '\0',
    '\ufeff',
  )

  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        loadConfiguration({
          file: 'a.conf',
          reader: memoryFiles({ 'a.conf': bytes }),
          definition: configuration,
          surroundings: { configId: 'main', random: () => 0 },
        })
      }),
      { numRuns: 200 },
    )
  })

  test('a configuration with something thrown in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length), fc.nat(5), snippet), { maxLength: 8 }),
        (edits) => {
          const text = edits.reduce(
            (all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut),
            seed,
          )
          for (const { line, column, endColumn } of load(text).diagnostics) {
            expect(line).toBeGreaterThan(0)
            expect(column).toBeGreaterThan(0)
            expect(endColumn ?? column).toBeGreaterThanOrEqual(column)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
