import type { Program } from './process-runner.js'

/** The errno name of what Node threw, or `UNKNOWN`. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}

/** Says why a program cannot be run; `error` comes from looking the file up or from starting it. */
export function describeObstacle(program: Program, error: unknown): string {
  const { path, identity } = program
  switch (errnoOf(error)) {
    case 'ENOENT':
      return isFromSpawn(error)
        ? `the interpreter that the first line of ${path} names does not exist`
        : `${path} does not exist`
    case 'EISDIR':
      return `${path} is not a file`
    case 'EACCES':
      return `${path} is not executable${identity === undefined ? '' : forWhom(identity)}`
    case 'ENOEXEC':
      return `${path} is neither a binary nor a script: a first line such as #!/bin/sh is missing`
    case 'EPERM':
      return `${path} may not be run${identity === undefined ? '' : forWhom(identity)}`
    case 'E2BIG':
      return `the arguments of ${path} are too long`
    default:
      return `${path}: ${error instanceof Error ? error.message : String(error)}`
  }
}

function forWhom({ uid, gid }: { readonly uid: number; readonly gid: number }): string {
  return ` as user ${uid}, group ${gid}`
}

function isFromSpawn(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    typeof error.syscall === 'string' &&
    error.syscall.startsWith('spawn')
  )
}
