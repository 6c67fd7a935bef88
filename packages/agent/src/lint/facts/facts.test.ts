import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadText } from '../testing/load-text.js'
import { commandsOf } from './commands.js'
import { gatherFacts } from './gather-facts.js'
import type { HostLook } from './gather-facts.js'
import { createHostLook } from './node-host-look.js'

test('every command of a configuration, with the user that it would run as', () => {
  const { configuration } = loadText(`
    global_defs {
      script_user nobody
      startup_script /start
    }
    vrrp_script one {
      script "/one a" daemon
    }
    vrrp_script two {
      script "/two" daemon
      user games
    }
    vrrp_instance V {
      virtual_router_id 1
      interface eth0
      notify_master "/master b" root
      notify /all
    }
    vrrp_sync_group G {
      group { V }
      notify_fault /fault
    }`)
  const found = commandsOf(configuration).map(
    ({ command, purpose, keyword, user }) =>
      `${purpose} ${keyword} ${command.argv.join(' ')} as ${user?.user ?? '-'}`,
  )
  expect(found).toEqual([
    'check script /one a as daemon',
    'check script /two as games',
    'notify notify_master /master b as root',
    'notify notify /all as nobody',
    'notify notify_fault /fault as nobody',
    'notify startup_script /start as nobody',
  ])
})

test('facts are gathered once for each command', async () => {
  const { configuration } = loadText(
    'global_defs { enable_script_security }\nvrrp_script one {\n script /one\n}\n',
  )
  const asked: unknown[] = []
  const look: HostLook = {
    command: (command, user, security) => {
      asked.push({ argv: command.argv, user, security })
      return Promise.resolve({ text: '#!/bin/sh' })
    },
    addresses: () => new Map([['eth0', [{ address: '192.0.2.1', prefixLength: 24 }]]]),
  }
  const facts = await gatherFacts(configuration, look)
  expect(asked).toEqual([{ argv: ['/one'], user: undefined, security: true }])
  expect(facts.command(configuration.scripts![0]!.script)).toEqual({ text: '#!/bin/sh' })
  expect(facts.addresses('eth0')).toEqual([{ address: '192.0.2.1', prefixLength: 24 }])
  expect(facts.addresses('eth1')).toBeUndefined()
})

test('a program is looked at once for each user, whatever its arguments are', async () => {
  const { configuration } = loadText(`
    vrrp_script a { script "/one a" }
    vrrp_script b { script "/one b" }
    vrrp_script c { script "/one c" daemon }
    vrrp_script d { script "</dev/tcp/127.0.0.1/1" }
    vrrp_script e { script "</dev/tcp/127.0.0.1/2" }`)
  const asked: string[] = []
  const look: HostLook = {
    command: (command, user) => {
      asked.push([...command.argv, user?.user ?? '-'].join(' '))
      return Promise.resolve({ text: command.argv[0] ?? '' })
    },
    addresses: () => new Map(),
  }
  const facts = await gatherFacts(configuration, look)
  expect(asked).toEqual([
    '/one a -',
    '/one c daemon',
    '</dev/tcp/127.0.0.1/1 -',
    '</dev/tcp/127.0.0.1/2 -',
  ])
  expect(facts.command(configuration.scripts![1]!.script)).toEqual({ text: '/one' })
})

test('of very many programs the first 100 are looked at', async () => {
  const scripts = Array.from({ length: 101 }, (_, n) => `vrrp_script s${n} { script "/bin/s${n}" }`)
  const { configuration } = loadText(scripts.join('\n'))
  const look: HostLook = {
    command: () => Promise.resolve({}),
    addresses: () => new Map(),
  }
  const facts = await gatherFacts(configuration, look)
  const [known, unknown] = [configuration.scripts![99]!, configuration.scripts![100]!]
  expect(facts.command(known.script)).toEqual({})
  expect(facts.command(unknown.script)).toBeUndefined()
})

describe('a look at this machine', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-facts-'))
    writeFileSync(join(folder, 'script'), '#!/bin/sh\nsystemctl stop keepalived\n')
    writeFileSync(join(folder, 'binary'), '\u007fELF')
    writeFileSync(join(folder, 'data'), '#!/bin/sh\n')
    chmodSync(join(folder, 'script'), 0o755)
    chmodSync(join(folder, 'binary'), 0o755)
    chmodSync(join(folder, 'data'), 0o644)
    chmodSync(folder, 0o755)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const look = (name: string, user?: string): ReturnType<HostLook['command']> =>
    createHostLook().command(
      { argv: [join(folder, name), 'argument'] },
      user === undefined ? undefined : { user },
      false,
    )

  test('the text of a script, but not of a program', async () => {
    expect(await look('script')).toEqual({ text: '#!/bin/sh\nsystemctl stop keepalived\n' })
    expect(await look('binary')).toEqual({})
  })

  test('why something cannot be run', async () => {
    expect(await look('missing')).toEqual({
      obstacle: { code: 'notFound', message: `${join(folder, 'missing')} does not exist` },
    })
    expect(await look('data')).toMatchObject({ obstacle: { code: 'notExecutable' } })
    expect(await look('script', 'no-such-user')).toEqual({
      obstacle: { code: 'unknownUser', message: 'there is no user no-such-user' },
    })
  })

  test('networks of the interfaces', () => {
    expect(createHostLook().addresses().get('lo')).toContainEqual({
      address: '127.0.0.1',
      prefixLength: 8,
    })
  })
})
