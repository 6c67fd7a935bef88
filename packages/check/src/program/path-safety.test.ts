import { describe, expect, test } from 'vitest'
import { checkPathSafety } from './path-safety.js'
import type { PathStep } from './path-safety.js'

const root = { uid: 0, gid: 0 }
const folder: PathStep = { kind: 'directory', ...root, mode: 0o755 }
const file: PathStep = { kind: 'file', ...root, mode: 0o755 }
const link = (target: string): PathStep => ({ kind: 'symlink', ...root, mode: 0o777, target })

const tree: Readonly<Record<string, PathStep>> = {
  '/': folder,
  '/etc': folder,
  '/etc/check.sh': file,
  '/etc/group-root.sh': { ...file, mode: 0o775 },
  '/etc/group-web.sh': { ...file, gid: 33, mode: 0o775 },
  '/etc/everybody.sh': { ...file, mode: 0o757 },
  '/etc/of-web.sh': { ...file, uid: 1000 },
  '/etc/relative': link('check.sh'),
  '/etc/up': link('../etc/./check.sh'),
  '/etc/absolute': link('/etc/check.sh'),
  '/etc/link-of-web': { ...link('check.sh'), uid: 1000 },
  '/etc/into-open': link('/open/check.sh'),
  '/etc/chain': link('/open/chain'),
  '/etc/loop': link('loop'),
  '/etc/dangling': link('gone'),
  '/etc/folder-link': link('/etc'),
  '/open': { ...folder, mode: 0o777 },
  '/open/check.sh': file,
  '/open/chain': link('/etc/check.sh'),
  '/tmp': { ...folder, mode: 0o1777 },
  '/tmp/check.sh': file,
  '/tmp/of-web.sh': { ...file, uid: 1000 },
  '/web': { ...folder, uid: 1000 },
  '/web/check.sh': file,
  '/team': { ...folder, gid: 33, mode: 0o775 },
  '/team/check.sh': file,
}

const check = (path: string): ReturnType<typeof checkPathSafety> =>
  checkPathSafety(path, (at) => Promise.resolve(tree[at]))

describe('checkPathSafety', () => {
  test.each([
    '/etc/check.sh',
    '/etc//./check.sh',
    '/etc/group-root.sh',
    '/etc/relative',
    '/etc/up',
    '/etc/absolute',
    '/etc/folder-link/folder-link/check.sh',
    '/tmp/check.sh',
  ])('%s is safe', async (path) => {
    expect(await check(path)).toEqual({ ok: true, value: undefined })
  })

  test.each([
    ['/etc/group-web.sh', '/etc/group-web.sh is writable by group 33'],
    ['/etc/everybody.sh', '/etc/everybody.sh is writable by everybody'],
    ['/etc/of-web.sh', '/etc/of-web.sh belongs to user 1000'],
    ['/etc/link-of-web', '/etc/link-of-web belongs to user 1000'],
    ['/etc/into-open', '/open is writable by everybody'],
    ['/etc/chain', '/open is writable by everybody'],
    ['/open/check.sh', '/open is writable by everybody'],
    ['/tmp/of-web.sh', '/tmp/of-web.sh belongs to user 1000'],
    ['/web/check.sh', '/web belongs to user 1000'],
    ['/team/check.sh', '/team is writable by group 33'],
    // A folder on the way counts, even if the path leads out of it again.
    ['/open/../etc/check.sh', '/open is writable by everybody'],
    ['/etc/dangling', '/etc/gone does not exist'],
    ['/etc/loop', '/etc/loop goes through too many symlinks'],
  ])('%s is not', async (path, error) => {
    expect(await check(path)).toEqual({ ok: false, error })
  })
})
