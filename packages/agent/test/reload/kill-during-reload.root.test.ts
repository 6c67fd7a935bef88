import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Program } from '../../../../test/support/program.js'
import { Pair } from '../pair.js'

// An agent that is killed at some moment of a reload, while it lets go of addresses and takes others;
// without a lease, so that only the next one can put the kernel right.

const own = '10.77.0.1/24'
const instances = 60
let pair: Pair

beforeEach(() => {
  pair = new Pair('kill', 60_000)
})

afterEach(() => pair.close())

/** Instances with an address of the round that stays, and one that the next round has not. */
function config(round: number): string {
  const vrids = Array.from({ length: instances }, (_, index) => index + 1)
  const blocks = vrids.map(
    (vrid) => `vrrp_instance VI_${vrid} {
    interface eth0
    version 3
    advert_int 0.1
    virtual_router_id ${vrid}
    priority 150
    virtual_ipaddress {
        ${addressesOf(vrid, round).join('\n        ')}
    }
}
`,
  )
  return pair.write('a.conf', blocks.join(''))
}

/** What moves to another instance in each round, what is new in each, and what never changes. */
function addressesOf(vrid: number, round: number): readonly string[] {
  const moving = ((vrid + round) % instances) + 1
  return [`10.77.1.${vrid}/32`, `10.77.2.${moving}/32`, `10.77.${10 + round}.${vrid}/32`]
}

function wanted(round: number): readonly string[] {
  const all = Array.from({ length: instances }, (_, index) => addressesOf(index + 1, round))
  return [own, ...all.flat()].toSorted()
}

function held(): readonly string[] {
  const lines = pair.network
    .ip('A', '-4', '-o', 'address', 'show', 'dev', 'eth0')
    .trim()
    .split('\n')
  return lines.map((line) => / inet (\S+)/.exec(line)?.[1] ?? '').toSorted()
}

const missing = `vrrp_instance VI_X {
    interface eth9
    virtual_router_id 99
    virtual_ipaddress {
        10.77.3.1/32
    }
}
`

async function start(file: string): Promise<Program> {
  const program = pair.holdfast('A', file, '--no-lease')
  await program.printed(/Startup complete/)
  return program
}

/** Has a process reload, and kills it as soon as so many addresses came or went. */
async function killAfter(changes: number, program: Program): Promise<void> {
  const namespace = pair.network.namespace('A')
  const words = ['netns', 'exec', namespace, 'ip', '-4', '-o', 'monitor', 'address']
  const monitor = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let seen = 0
  let isListening = false
  const gone = new Promise<void>((resolve) => {
    monitor.stdout.on('data', (text: Buffer) => {
      isListening = true
      seen += text
        .toString()
        .split('\n')
        .filter((line) => line.includes(' eth0 ')).length
      if (seen < changes) return
      program.send('SIGKILL')
      monitor.kill('SIGKILL')
    })
    monitor.once('exit', () => resolve())
  })
  // The kernel tells only who listens already.
  await pair.eventually('the monitor hears', () => {
    for (const change of ['add', 'delete']) {
      pair.network.ip('A', 'address', change, '127.9.9.9/32', 'dev', 'lo')
    }
    return isListening
  })
  program.send('SIGHUP')
  await gone
}

test('whenever it is killed, the next one leaves nothing behind and has each address once', async () => {
  let program = await start(config(0))
  await pair.eventually('all is held', () => held().length === wanted(0).length)
  const moments = [1, 40, 80]
  let between = 0
  for (const [at, changes] of moments.entries()) {
    const round = at + 1
    const file = config(round)
    await killAfter(changes, program)
    await program.ended()
    const left = String(held())
    if (left !== String(wanted(at)) && left !== String(wanted(round))) between += 1
    program = await start(file)
    const isRight = (): boolean => String(held()) === String(wanted(round))
    await pair.eventually(`the addresses of round ${round}`, isRight)
  }
  // Else nobody was killed in the middle of anything.
  expect(between).toBeGreaterThan(0)

  // A reload that asks for an interface that is not there leaves the others in peace.
  const file = config(moments.length)
  writeFileSync(file, `${missing}${readFileSync(file, 'utf8')}`)
  program.send('SIGHUP')
  await program.printed(/\(VI_X\) cannot start, will try again/)
  await program.printed(/Reload complete/)
  expect(held()).toEqual(wanted(moments.length))
  program.send('SIGTERM')
  expect(await program.ended()).toBe(0)
  expect(held()).toEqual([own])
}, 120_000)
