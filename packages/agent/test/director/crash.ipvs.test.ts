import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, test } from 'vitest'
import { Program } from '../../../../test/support/program.js'
import { savedTable } from './neighbour.js'

const program = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-crash-'))
const file = join(folder, 'keepalived.conf')

afterEach(() => execFileSync('ipvsadm', ['-C']))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A virtual server for each port, and what else there is to be. */
function write(ports: readonly number[], more = ''): void {
  const blocks = ports.map(
    (port) => `virtual_server 192.0.2.20 ${port} {
  protocol TCP
  lvs_method DR
  real_server 198.51.100.1 ${port} {
  }
}`,
  )
  writeFileSync(file, [more, ...blocks].join('\n'))
}

async function start(...options: readonly string[]): Promise<Program> {
  const files = ['-f', file, '--state-dir', folder]
  const agent = new Program(process.execPath, [...options, program, ...files])
  await agent.printed(/Startup complete/)
  return agent
}

const entries = (port: number): readonly string[] => [
  `-A -t 192.0.2.20:${port} -s wlc`,
  `-a -t 192.0.2.20:${port} -r 198.51.100.1:${port} -g -w 1`,
]
const sorted = (): readonly string[] => [...savedTable()].sort()

test('what a killed agent leaves is adopted by the next, or removed; what is foreign stays', async () => {
  execFileSync('ipvsadm', ['-A', '-f', '7', '-s', 'rr'])
  write([80, 81])
  {
    await using agent = await start()
    expect(sorted()).toEqual(['-A -f 7 -s rr', ...entries(80), ...entries(81)].sort())
    agent.send('SIGKILL')
    await agent.ended()
  }
  expect(savedTable()).toHaveLength(5)
  write([80, 82])
  await using agent = await start()
  expect(sorted()).toEqual(['-A -f 7 -s rr', ...entries(80), ...entries(82)].sort())
  agent.send('SIGKILL')
  await agent.ended()
  // With nothing to balance any more, what is left goes all the same.
  write([])
  await using last = await start()
  expect(savedTable()).toEqual(['-A -f 7 -s rr'])
  last.send('SIGTERM')
  expect(await last.ended()).toBe(0)
  expect(savedTable()).toEqual(['-A -f 7 -s rr'])
})

test('what dies of an exception leaves neither virtual servers nor sync daemons', async () => {
  const ip = (line: string): unknown => execFileSync('ip', line.split(' '))
  const daemons = (): string => execFileSync('ipvsadm', ['-l', '--daemon'], { encoding: 'utf8' })
  ip('link add sync0 type dummy')
  try {
    ip('address add 10.9.8.1/24 dev sync0')
    ip('link set sync0 up')
    write([80], 'global_defs {\n  lvs_sync_daemon sync0\n}')
    const defect = `process.on('SIGURG', () => { throw new Error('a defect') })`
    await using agent = await start('--import', `data:text/javascript,${defect}`)
    expect(sorted()).toEqual([...entries(80)].sort())
    expect(daemons()).toMatch(/^master sync daemon .*\nbackup sync daemon /)
    agent.send('SIGURG')
    expect(await agent.ended()).toBe(1)
    expect(agent.errors).toContain('a defect')
    expect(savedTable()).toEqual([])
    expect(daemons()).toBe('')
  } finally {
    ip('link delete sync0')
  }
})
