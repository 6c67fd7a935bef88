import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Result } from '@holdfast/core'
import type { ControlReply, ControlRequest } from './control-request.js'

/** What is at the end of the name of a control socket. */
export const socketSuffix = '.sock'

/** The one socket of a folder; which one is meant has to be said where there are several. */
export function findControlSocket(folder: string): Result<string, string> {
  const names = namesIn(folder).filter((name) => name.endsWith(socketSuffix))
  const [first, ...others] = names
  if (first === undefined) {
    return { ok: false, error: `no agent runs here: there is no control socket in ${folder}` }
  }
  if (others.length === 0) return { ok: true, value: join(folder, first) }
  const list = names.map((name) => `--control ${join(folder, name)}`).join('\n  ')
  return { ok: false, error: `several agents run here; say which one is meant:\n  ${list}` }
}

/** Asks one thing. Rejects when nobody answers; a refusal is a reply. */
export async function askAgent(path: string, request: ControlRequest): Promise<ControlReply> {
  for await (const line of linesOf(path, request)) return JSON.parse(line) as ControlReply
  throw new Error(`${path}: the agent hung up without an answer`)
}

/** What happens to an agent from now on; ends with it. */
export async function* followAgent(
  path: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let isFirst = true
  for await (const line of linesOf(path, { do: 'events' })) {
    if (!isFirst) yield JSON.parse(line) as Readonly<Record<string, unknown>>
    isFirst = false
  }
}

async function* linesOf(path: string, request: ControlRequest): AsyncGenerator<string> {
  const socket = await connected(path)
  try {
    socket.write(`${JSON.stringify(request)}\n`)
    yield* createInterface({ input: socket, crlfDelay: Infinity })
  } finally {
    socket.destroy()
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject)
      // The end of the agent is the end of the lines.
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
