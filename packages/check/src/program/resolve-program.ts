import { lstat, readlink, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Result } from '@holdfast/core'
import { defaultSearchPath } from './node-process-runner.js'
import { describeObstacle, errnoOf } from './obstacle.js'
import { checkPathSafety } from './path-safety.js'
import type { PathStep } from './path-safety.js'
import type { Identity, Program } from './process-runner.js'
import { splitCommand } from './split-command.js'

export interface ResolveOptions {
  /** Default: who this process is. */
  readonly identity?: Identity
  /**
   * keepalived's `enable_script_security`: what runs as root must be changeable by root alone, the
   * whole path to it included. Default false.
   */
  readonly security?: boolean
  /** Has /bin/sh read the line. Default false: no shell is involved. */
  readonly shell?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** Why a command can never be run, known before the first attempt. */
export interface CommandProblem {
  readonly code: 'badQuoting' | 'empty' | 'notFound' | 'notExecutable' | 'insecure'
  /** For people; names the file. */
  readonly message: string
}

type Resolved = Result<Program, CommandProblem>

/**
 * Finds the program that a command line names. A line is split as keepalived does it; an array is
 * taken as it is. A name without a slash is looked for in `defaultSearchPath`. As in keepalived, a
 * line that begins with `<` is for the shell: people test a port with `</dev/tcp/127.0.0.1/80`.
 */
export async function resolveProgram(
  command: string | readonly string[],
  options: ResolveOptions = {},
): Promise<Resolved> {
  if (typeof command === 'string' && (options.shell === true || command.startsWith('<'))) {
    return resolveWords(['/bin/sh', '-c', command], options)
  }
  if (typeof command !== 'string') return resolveWords(command, options)
  const words = splitCommand(command)
  return words.ok
    ? resolveWords(words.value, options)
    : problem('badQuoting', `the command line ${words.error}: ${command}`)
}

async function resolveWords(words: readonly string[], options: ResolveOptions): Promise<Resolved> {
  const [name = '', ...args] = words
  if (name === '') return problem('empty', 'there is no command')
  const { identity, environment, security = false } = options
  const program = (path: string): Program => ({
    path,
    args,
    ...(identity === undefined ? {} : { identity }),
    ...(environment === undefined ? {} : { environment }),
  })
  let last: Resolved = problem('notFound', `${name} is not in ${defaultSearchPath}`)
  for (const path of candidatesOf(name)) {
    const found = await examine(program(path))
    if (found.ok) return security ? secure(found.value) : found
    if (name.includes('/') || found.error.code !== 'notFound') last = found
  }
  return last
}

function candidatesOf(name: string): readonly string[] {
  if (name.includes('/')) return [resolve(name)]
  return defaultSearchPath.split(':').map((folder) => `${folder}/${name}`)
}

async function examine(program: Program): Promise<Resolved> {
  try {
    const file = await stat(program.path)
    if (!file.isFile()) return problem('notExecutable', `${program.path} is not a file`)
    const { uid, gid } = program.identity ?? ourselves()
    if (mayExecute(file, uid, gid)) return { ok: true, value: program }
    const who = `user ${uid}, group ${gid}`
    return problem('notExecutable', `${program.path} is not executable for ${who}`)
  } catch (error) {
    const code = errnoOf(error) === 'EACCES' ? 'notExecutable' : 'notFound'
    return problem(code, describeObstacle(program, error))
  }
}

/** Access as the kernel grants it, lists (ACL) aside. */
function mayExecute(
  file: { readonly uid: number; readonly gid: number; readonly mode: number },
  uid: number,
  gid: number,
): boolean {
  if (uid === 0) return (file.mode & 0o111) !== 0
  if (uid === file.uid) return (file.mode & 0o100) !== 0
  if (gid === file.gid) return (file.mode & 0o010) !== 0
  return (file.mode & 0o001) !== 0
}

async function secure(program: Program): Promise<Resolved> {
  const { uid } = program.identity ?? ourselves()
  if (uid !== 0) return { ok: true, value: program }
  const safety = await checkPathSafety(program.path, lookAt)
  if (safety.ok) return { ok: true, value: program }
  const why = `what runs as root must be changeable by root alone, but ${safety.error}`
  return problem('insecure', `${program.path} is refused: ${why}`)
}

async function lookAt(path: string): Promise<PathStep | undefined> {
  const entry = await lstat(path).catch(() => undefined)
  if (entry === undefined) return undefined
  const { uid, gid, mode } = entry
  if (entry.isSymbolicLink()) {
    return { kind: 'symlink', uid, gid, mode, target: await readlink(path) }
  }
  const kind = entry.isDirectory() ? 'directory' : entry.isFile() ? 'file' : 'other'
  return { kind, uid, gid, mode }
}

function ourselves(): { readonly uid: number; readonly gid: number } {
  return { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }
}

function problem(code: CommandProblem['code'], message: string): Resolved {
  return { ok: false, error: { code, message } }
}
