import { execFileSync, spawnSync } from 'node:child_process'
import type { SpawnSyncReturns } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Lab } from './support/lab.js'

// A router between a client and a server, with a virtual address that is the client's gateway.

const source = ['--conditions=@holdfast/source', '--import', 'tsx']
const entry = new URL('../src/index.ts', import.meta.url).href
const prelude = `
import { execFileSync, spawnSync } from 'node:child_process'
import { onLinux } from '${entry}'

const ports = onLinux({ stateDirectory: process.env.STATE, stateKey: 'test', lease: false })
const desired = (accept) => [
  { interface: 'eth0', address: '192.0.2.50', prefixLength: 24, accept },
  { interface: 'eth0', address: '2001:db8::50', prefixLength: 64, accept },
  { interface: 'eth0', address: 'fe80::50', prefixLength: 64, accept },
]
const hold = (addresses) => new Promise((done) => ports.addresses.hold('VI_1', addresses, done))
const knock = \`
  require('node:net').connect({ host: process.argv[1], port: 9, timeout: 1000 })
    .on('error', ({ code }) => process.exit(code === 'ECONNREFUSED' ? 0 : 1))
    .on('timeout', () => process.exit(1))
\`
// Nobody listens: whoever takes the packet refuses the connection, else there is no answer.
const answers = (address) => {
  const run = ['netns', 'exec', process.env.CLIENT, process.execPath, '-e', knock, address]
  return spawnSync('ip', run).status === 0
}
const tables = () => execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' }).trim()
// The filter goes after the addresses, in its own time.
const noTables = async () => {
  for (let turn = 0; turn < 500 && tables() !== ''; turn += 1) {
    await new Promise((done) => setTimeout(done, 10))
  }
}
const say = (...words) => console.log(...words)
`

const nft = execFileSync('which', ['nft'], { encoding: 'utf8' }).trim()

function inRouter(lab: Lab, state: string, code: string): SpawnSyncReturns<string> {
  const file = join(state, 'main.mts')
  writeFileSync(file, prelude + code)
  const node = [process.execPath, ...source, file]
  return spawnSync('ip', ['netns', 'exec', lab.namespace('router'), ...node], {
    encoding: 'utf8',
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, STATE: state, CLIENT: lab.namespace('client'), NFT: nft },
    timeout: 60_000,
  })
}

function build(lab: Lab): void {
  lab.plug('router', 'eth0', { addresses: ['192.0.2.1/24', '2001:db8::1/64', 'fe80::1/64'] })
  lab.plug('router', 'eth1', { segment: 'wan', addresses: ['198.51.100.1/24'] })
  lab.plug('client', 'eth0', { addresses: ['192.0.2.7/24', '2001:db8::7/64', 'fe80::7/64'] })
  lab.plug('server', 'eth0', { segment: 'wan', addresses: ['198.51.100.7/24'] })
  lab.exec('router', 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
  lab.ip('client', 'route add 198.51.100.0/24 via 192.0.2.50')
  lab.ip('server', 'route add 192.0.2.0/24 via 198.51.100.1')
}

function withLab(act: (lab: Lab, state: string) => void): void {
  const state = mkdtempSync(join(tmpdir(), 'holdfast-accept-'))
  try {
    using lab = new Lab()
    build(lab)
    act(lab, state)
  } finally {
    rmSync(state, { recursive: true })
  }
}

describe('accept mode', { timeout: 120_000 }, () => {
  it('rule 125: without it nothing answers, what is forwarded passes, and nothing is left', () => {
    withLab((lab, state) => {
      const run = inRouter(
        lab,
        state,
        `
        const all = () => ['192.0.2.50', '2001:db8::50', 'fe80::50%eth0'].map(answers).join(' ')
        say('accept', (await hold(desired(true))).ok, all(), 'through', answers('198.51.100.7'))
        say('tables', tables())
        say('no accept', (await hold(desired(false))).ok, all())
        say('through', answers('198.51.100.7'), 'own', answers('192.0.2.1'))
        say('tables', tables())
        await hold(desired(true))
        await noTables()
        say('accept again', all())
        await hold(desired(false))
        process.exit()
        `,
      )
      expect(run.stderr).toBe('')
      expect(run.stdout.split('\n')).toEqual([
        'accept true true true true through true',
        'tables ',
        'no accept true false false false',
        'through true own true',
        'tables table inet holdfast',
        'accept again true true true',
        '',
      ])
      expect(lab.exec('router', 'nft', 'list', 'tables')).toBe('')
      expect(lab.ip('router', 'addr show dev eth0')).not.toContain('192.0.2.50')
    })
  })

  it('what a killed process left is removed at the next start', () => {
    withLab((lab, state) => {
      inRouter(lab, state, `await hold(desired(false)); process.kill(process.pid, 'SIGKILL')`)
      expect(lab.exec('router', 'nft', 'list', 'tables')).toBe('table inet holdfast\n')
      const next = inRouter(
        lab,
        state,
        `
        ports.addresses.recover()
        await noTables()
        say('tables', tables())
        await ports.close()
        `,
      )
      expect(next.stdout).toBe('tables \n')
      expect(lab.ip('router', 'addr show dev eth0')).not.toContain('192.0.2.50')
    })
  })

  // `ip netns exec` gives each process mounts of its own.
  it('without nft the address is held all the same, and the outcome says why it answers', () => {
    withLab((lab, state) => {
      const run = inRouter(
        lab,
        state,
        `
        execFileSync('mount', ['--bind', '/dev/null', process.env.NFT])
        const { warnings } = await hold(desired(false).slice(0, 1))
        say(warnings[0].code, answers('192.0.2.50'))
        await ports.close()
        `,
      )
      expect(run.stdout).toBe('ERR_HOLDFAST_ACCEPT_FILTER true\n')
    })
  })
})
