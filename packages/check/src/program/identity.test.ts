import { describe, expect, test } from 'vitest'
import { findAccountLine, findIdentity } from './identity.js'

const passwd =
  'root:x:0:0:root:/root:/bin/bash\n1000:x:1001:1001::/home/digits:/bin/sh\nweb:x:1000:33::/srv:'
const group = 'root:x:0:\nadm:x:4:web,root\n'
const lookup = (database: 'passwd' | 'group', key: string): Promise<string | undefined> =>
  Promise.resolve(findAccountLine(database === 'passwd' ? passwd : group, key))

describe('findIdentity', () => {
  test.each([
    ['web', undefined, { uid: 1000, gid: 33, home: '/srv' }],
    ['web', 'adm', { uid: 1000, gid: 4, home: '/srv' }],
    ['web', '4', { uid: 1000, gid: 4, home: '/srv' }],
    ['0', undefined, { uid: 0, gid: 0, home: '/root' }],
    ['1000', undefined, { uid: 1001, gid: 1001, home: '/home/digits' }],
  ])('user %s, group %s', async (user, groupName, identity) => {
    expect(await findIdentity(user, groupName, lookup)).toEqual({ ok: true, value: identity })
  })

  test.each([
    ['nobody-here', undefined, 'there is no user nobody-here'],
    ['x', undefined, 'there is no user x'],
    ['', undefined, 'there is no user '],
    ['web', 'nogroup', 'there is no group nogroup'],
  ])('user %s, group %s', async (user, groupName, error) => {
    expect(await findIdentity(user, groupName, lookup)).toEqual({ ok: false, error })
  })

  test('asks this machine by default', async () => {
    expect(await findIdentity('root')).toEqual({
      ok: true,
      value: { uid: 0, gid: 0, home: expect.any(String) as string },
    })
    expect(await findIdentity('no-such-user-here')).toEqual({
      ok: false,
      error: 'there is no user no-such-user-here',
    })
  })
})
