import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Result } from '@holdfast/core'
import type { Identity } from './process-runner.js'

/** A line of passwd(5) or group(5), by name or number; undefined when there is none. */
type Lookup = (database: 'passwd' | 'group', key: string) => Promise<string | undefined>

/**
 * The identity that `user USER [GROUP]` names; the group is that of the user by default. Either may
 * be a number. The error says which of the two does not exist.
 */
export async function findIdentity(
  user: string,
  group?: string,
  lookup: Lookup = lookupAccount,
): Promise<Result<Identity, string>> {
  const account = parsePasswd(await lookup('passwd', user))
  if (account === undefined) return { ok: false, error: `there is no user ${user}` }
  if (group === undefined) return { ok: true, value: account }
  const gid = parseGroup(await lookup('group', group))
  if (gid === undefined) return { ok: false, error: `there is no group ${group}` }
  return { ok: true, value: { ...account, gid } }
}

// name:password:uid:gid:comment:home:shell
function parsePasswd(line: string | undefined): Identity | undefined {
  const [, , uid = '', gid = '', , home = ''] = line?.split(':') ?? []
  if (!isId(uid) || !isId(gid)) return undefined
  return { uid: Number(uid), gid: Number(gid), home: home === '' ? '/' : home }
}

// name:password:gid:members
function parseGroup(line: string | undefined): number | undefined {
  const gid = line?.split(':')[2] ?? ''
  return isId(gid) ? Number(gid) : undefined
}

function isId(text: string): boolean {
  return /^\d{1,10}$/.test(text)
}

/** The file first; getent knows of LDAP and the like, but is not everywhere. */
async function lookupAccount(
  database: 'passwd' | 'group',
  key: string,
): Promise<string | undefined> {
  const text = await readFile(`/etc/${database}`, 'utf8').catch(() => '')
  return findAccountLine(text, key) ?? (await askGetent(database, key))
}

/** The name is in the first field, the number in the third; a name of digits is a name first. */
export function findAccountLine(text: string, key: string): string | undefined {
  const lines = text.split('\n')
  return (
    lines.find((line) => line.split(':')[0] === key) ??
    (isId(key) ? lines.find((line) => line.split(':')[2] === key) : undefined)
  )
}

function askGetent(database: string, key: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('getent', [database, '--', key], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? stdout.split('\n')[0] : undefined)
    })
  })
}
