import { spawnSync } from 'node:child_process'
import type { SpawnSyncReturns } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Lab } from './support/lab.js'

const source = ['--conditions=@holdfast/source', '--import', 'tsx']
const entry = new URL('../src/index.ts', import.meta.url).href
const importing = `import { onLinux, RawTransport } from '${entry}'\n`

/** Runs a program in a namespace, after a command that changes what it may do. */
function runIn(
  namespace: string,
  prefix: readonly string[],
  code: string,
): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-program-'))
  const file = join(folder, 'main.mts')
  writeFileSync(file, importing + code)
  try {
    const node = [...prefix, process.execPath, ...source, file]
    return spawnSync('ip', ['netns', 'exec', namespace, ...node], {
      encoding: 'utf8',
      cwd: new URL('..', import.meta.url).pathname,
      env: { ...process.env, STATE: folder },
      timeout: 30_000,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const hold = `
  const ports = onLinux({ stateDirectory: process.env.STATE, lease: false })
  ports.links.watch(['eth0'], (link) => console.log('up', link.up))
  const desired = [{ interface: 'eth0', address: '192.0.2.50', prefixLength: 24, accept: true }]
  ports.addresses.hold('VI_1', desired, (outcome) => console.log('held', outcome.ok))
`

describe('onLinux', { timeout: 60_000 }, () => {
  it.each([
    ['a process that exits', 'process.exit(3)', 3, false],
    ['an uncaught exception', "throw new Error('on purpose')", 1, false],
    ['close', 'await ports.close()', 0, false],
    ['SIGKILL, when nothing is leased,', "process.kill(process.pid, 'SIGKILL')", null, true],
  ])('the address after %s', (_, end, status, stays) => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    const run = runIn(lab.namespace('a'), [], hold + end)
    expect(run.stdout).toBe('up true\nheld true\n')
    expect(run.status).toBe(status)
    expect(lab.ip('a', '-br addr show dev eth0').includes('192.0.2.50')).toBe(stays)
  })

  it.each([
    ['a process that exits', 'process.exit(3)', false],
    ['an uncaught exception', "throw new Error('on purpose')", false],
    ['close', 'await ports.close()', false],
    ['SIGKILL', "process.kill(process.pid, 'SIGKILL')", true],
  ])('the virtual route and rule after %s', (_, end, stays) => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    const code = `
      const ports = onLinux({ stateDirectory: process.env.STATE })
      const destination = { address: '198.51.100.0', prefixLength: 24 }
      const routes = [{ family: 4, destination, gateway: '192.0.2.254' }]
      const rules = [{ family: 4, priority: 100, table: 100 }]
      ports.routes.hold('VI_1', { routes, rules }, (outcome) => console.log('held', outcome.ok))
    `
    expect(runIn(lab.namespace('a'), [], code + end).stdout).toBe('held true\n')
    expect(lab.ip('a', 'route').includes('198.51.100.0/24 via 192.0.2.254')).toBe(stays)
    expect(lab.ip('a', 'rule').includes('lookup 100')).toBe(stays)
  })

  it('a route of a killed process is removed at the next start', () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    const state = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
    const ports = `const ports = onLinux({ stateDirectory: '${state}', stateKey: 'test' })\n`
    const held = `
      const routes = [{ family: 4, interface: 'eth0', metric: 7 }]
      ports.routes.hold('VI_1', { routes, rules: [] }, () => undefined)
      process.kill(process.pid, 'SIGKILL')
    `
    const next = `
      await ports.transport.open(['eth0'])
      // What nobody adopts by the end of this turn goes in the next one.
      await new Promise((done) => setTimeout(done, 50))
      await ports.close()
    `
    try {
      runIn(lab.namespace('a'), [], ports + held)
      expect(lab.ip('a', 'route')).toContain('default dev eth0')
      runIn(lab.namespace('a'), [], ports + next)
      expect(lab.ip('a', 'route')).not.toContain('default')
    } finally {
      rmSync(state, { recursive: true })
    }
  })

  it.each(['packet', 'pcap'])('names the capability that %s lacks', (backend) => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    const code = `
      await new RawTransport({ backend: '${backend}' }).open(['eth0']).catch((error) => {
        console.log(error.name, error.code, error.missing)
      })
      console.log('alive')
    `
    const run = runIn(lab.namespace('a'), ['setpriv', '--bounding-set=-net_raw'], code)
    expect(run.stdout).toBe(
      "MissingPrivilegeError ERR_HOLDFAST_PRIVILEGE [ 'CAP_NET_RAW' ]\nalive\n",
    )
  })

  it('does without CAP_NET_ADMIN for the transport', () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    const code = `
      const transport = new RawTransport()
      await transport.open(['eth0'])
      console.log('open')
      await transport.close()
    `
    const prefix = ['setpriv', '--bounding-set=-net_admin']
    expect(runIn(lab.namespace('a'), prefix, code).stdout).toBe('open\n')
  })
})
