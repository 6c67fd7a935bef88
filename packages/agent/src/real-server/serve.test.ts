import { MissingPrivilegeError, SystemCallError } from '@holdfast/linux'
import { expect, test } from 'vitest'
import { emptyRecord } from './record.js'
import { serve } from './serve.js'
import type { ServePorts } from './serve.js'

function ports(errno: string, code: string): ServePorts {
  return {
    rtnetlink: {
      links: () => [{ index: 1, name: 'lo', isRunning: true }] as never,
      addresses: () => [],
      apply: () => [{ ok: false, error: new SystemCallError('RTM_NEWADDR', errno) }],
    },
    sysctls: {
      read: () => '0',
      write: () => {
        throw Object.assign(new Error(code), { code })
      },
    },
    record: { read: () => emptyRecord, write: () => undefined },
  }
}

test.each([
  ['an address', '2001:db8::10'],
  ['a setting', '192.0.2.10'],
])('%s that may not be changed is for want of a privilege', (_, address) => {
  expect(() => serve('up', [address], ports('EPERM', 'EACCES'))).toThrow(MissingPrivilegeError)
})

test.each([
  ['2001:db8::10', '2001:db8::10 on lo: RTM_NEWADDR: ENOBUFS'],
  ['192.0.2.10', 'net/ipv4/conf/lo/arp_ignore cannot be set to 1: EROFS'],
])('what else the kernel says is told: %s', (address, message) => {
  expect(() => serve('up', [address], ports('ENOBUFS', 'EROFS'))).toThrow(message)
})
