import type { Result } from '@holdfast/core'

/** What lstat(2) tells of one step of a path. */
export interface PathStep {
  readonly kind: 'directory' | 'file' | 'symlink' | 'other'
  readonly uid: number
  readonly gid: number
  /** Permission bits, with sticky (0o1000). */
  readonly mode: number
  /** Where a symlink leads. */
  readonly target?: string
}

/** undefined: there is no such thing. */
export type LookAt = (path: string) => Promise<PathStep | undefined>

/** As many as the kernel follows. */
const linksMax = 40

/**
 * Whether nobody but root can change what an absolute path leads to: every folder on the way, every
 * symlink and the file itself belong to root and are writable by root alone. In a folder with the
 * sticky bit (/tmp) nobody can replace what is root's.
 *
 * The error names the step, for people.
 */
export async function checkPathSafety(
  path: string,
  lookAt: LookAt,
): Promise<Result<undefined, string>> {
  const ahead = path.split('/').filter(isName)
  const trail: string[] = []
  let links = 0
  for (;;) {
    const here = `/${trail.join('/')}`
    const step = await lookAt(here)
    if (step === undefined) return { ok: false, error: `${here} does not exist` }
    const danger = dangerOf(step)
    if (danger !== undefined) return { ok: false, error: `${here} ${danger}` }
    if (step.target !== undefined) {
      links += 1
      if (links > linksMax) return { ok: false, error: `${path} goes through too many symlinks` }
      ahead.unshift(...step.target.split('/').filter(isName))
      if (step.target.startsWith('/')) trail.length = 0
      else trail.pop()
    }
    let name = ahead.shift()
    for (; name === '..'; name = ahead.shift()) trail.pop()
    if (name === undefined) return { ok: true, value: undefined }
    trail.push(name)
  }
}

function dangerOf({ kind, uid, gid, mode }: PathStep): string | undefined {
  if (uid !== 0) return `belongs to user ${uid}`
  // The permissions of a symlink mean nothing.
  if (kind === 'symlink') return undefined
  if (kind === 'directory' && (mode & 0o1000) !== 0) return undefined
  if ((mode & 0o002) !== 0) return 'is writable by everybody'
  if ((mode & 0o020) !== 0 && gid !== 0) return `is writable by group ${gid}`
  return undefined
}

function isName(part: string): boolean {
  return part !== '' && part !== '.'
}
