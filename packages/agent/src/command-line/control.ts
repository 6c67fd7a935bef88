import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultStateDirectory } from '@holdfast/linux'
import { askAgent, findControlSocket, followAgent } from '../control/control-client.js'
import type { ControlRequest } from '../control/control-request.js'
import { eventLine, replyText } from '../report/reply-text.js'
import type { ControlCommand } from './command.js'
import type { CommandOutput } from './command-output.js'
import { exitCodes } from './exit-codes.js'

const watchMs = 1000

/** Asks an agent that runs; resolves with the exit code. */
export async function control(command: ControlCommand, output: CommandOutput): Promise<number> {
  const folder = command.stateDirectory ?? defaultStateDirectory()
  const found =
    command.socket === undefined
      ? findControlSocket(folder)
      : ({ ok: true, value: command.socket } as const)
  if (!found.ok) {
    output.complain(found.error)
    return exitCodes.failed
  }
  try {
    if (command.request.do === 'events') return await follow(found.value, command, output)
    return await ask(found.value, command, output)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    output.complain(`the agent cannot be asked: ${explainCode(code, found.value) ?? message}`)
    return exitCodes.failed
  }
}

async function ask(path: string, command: ControlCommand, output: CommandOutput): Promise<number> {
  const request: ControlRequest = { ...command.request, by: whoAsks() }
  for (;;) {
    const reply = await askAgent(path, request)
    if (!reply.ok) {
      output.complain(reply.message)
      return exitCodes.failed
    }
    if (command.watch && !command.json) output.print('\u001b[2J\u001b[H')
    output.print(command.json ? JSON.stringify(reply.value) : replyText(request, reply.value))
    if (!command.watch) return exitCodes.stopped
    await sleep(watchMs)
  }
}

async function follow(
  path: string,
  command: ControlCommand,
  output: CommandOutput,
): Promise<number> {
  for await (const event of followAgent(path)) {
    output.print(command.json ? JSON.stringify(event) : eventLine(event))
  }
  return exitCodes.stopped
}

/** Who is told to have asked; the permissions of the socket decide who may. */
function whoAsks(): string {
  return process.env.SUDO_USER ?? userInfo().username
}

function explainCode(code: string | undefined, path: string): string | undefined {
  switch (code) {
    case 'ENOENT':
      return `there is no socket ${path}`
    case 'ECONNREFUSED':
      return `nobody listens at ${path}`
    case 'EACCES':
      return `you may not use ${path}: ask as the user who runs the agent`
    default:
      return undefined
  }
}
