import { SystemCallError } from '@holdfast/linux'
import type { GenericFamily, GenericReply, GenericRequest } from '@holdfast/linux'
import { bytesOf } from '@holdfast/linux/testing'
import { describe, expect, test } from 'vitest'
import { isLittleEndian } from '../../test/byte-order.js'
import type { Service } from '../model/service.js'
import { IpvsClient } from './ipvs-client.js'
import type { Netlink } from './ipvs-client.js'
import { IpvsError } from './ipvs-error.js'

const family: GenericFamily = { name: 'IPVS', id: 38, version: 1, groups: new Map() }

/** Generic netlink whose answers a test gives. */
class ScriptedNetlink implements Netlink {
  readonly requests: GenericRequest[] = []
  readonly dumps: GenericRequest[] = []
  answers: readonly Uint8Array[] = []
  error: SystemCallError | undefined
  familyError: SystemCallError | undefined
  isClosed = false

  families = 0

  forgetFamilies(): void {
    this.families += 1
  }

  family(): GenericFamily {
    if (this.familyError !== undefined) throw this.familyError
    return { ...family, id: family.id + this.families }
  }

  request(_family: GenericFamily, request: GenericRequest): readonly Uint8Array[] {
    this.requests.push(request)
    if (this.error !== undefined) throw this.error
    return this.answers
  }

  requestAll(_family: GenericFamily, requests: readonly GenericRequest[]): readonly GenericReply[] {
    this.requests.push(...requests)
    const { error } = this
    return requests.map(() =>
      error === undefined ? { ok: true, answers: [] } : { ok: false, error },
    )
  }

  dump(_family: GenericFamily, request: GenericRequest): readonly Uint8Array[] {
    this.dumps.push(request)
    if (this.error !== undefined) throw this.error
    return this.answers
  }

  close(): void {
    this.isClosed = true
  }
}

function setUp(): { netlink: ScriptedNetlink; ipvs: IpvsClient } {
  const netlink = new ScriptedNetlink()
  return { netlink, ipvs: new IpvsClient(netlink) }
}

const service: Service = {
  id: { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 },
  scheduler: 'wlc',
  schedulerFlags: [],
  onePacket: false,
  persistence: { timeoutMs: 60_000, granularity: '255.255.255.255', engine: 'sip' },
}

/** The error of what must fail. */
function errorOf(act: () => unknown): IpvsError {
  try {
    act()
  } catch (error) {
    if (error instanceof IpvsError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe.runIf(isLittleEndian)('the client, on a little-endian machine', () => {
  test('reads the version and the size of the table of connections', () => {
    const { netlink, ipvs } = setUp()
    netlink.answers = [bytesOf('0800 0100 01020100  0800 0200 00100000')]
    expect(ipvs.info()).toEqual({ version: '1.2.1', connectionTableSize: 4096 })
    expect(netlink.requests[0]).toMatchObject({ command: 15, attributes: bytesOf('') })
  })

  test('reads all services, and the destinations of one', () => {
    const { netlink, ipvs } = setUp()
    expect(ipvs.services()).toEqual([])
    expect(ipvs.destinations(service.id)).toEqual([])
    expect(netlink.dumps).toMatchObject([
      { command: 4 },
      {
        command: 8,
        attributes: bytesOf(
          '2400 0180  0600 0100 0200 0000  0600 0200 0600 0000',
          '0800 0300 c000020a  0600 0400 0050 0000',
        ),
      },
    ])
  })

  test('skips answers that make no sense', () => {
    const { netlink, ipvs } = setUp()
    netlink.answers = [bytesOf('00')]
    expect(ipvs.services()).toEqual([])
    expect(ipvs.destinations(service.id)).toEqual([])
    expect(ipvs.daemons()).toEqual([])
  })

  test('reads and sets timeouts in seconds; what is not given is 0, which leaves it', () => {
    const { netlink, ipvs } = setUp()
    netlink.answers = [bytesOf('0800 0400 84030000  0800 0500 78000000  0800 0600 2c010000')]
    expect(ipvs.timeouts()).toEqual({ tcpMs: 900_000, tcpFinMs: 120_000, udpMs: 300_000 })
    ipvs.setTimeouts({ tcpMs: 7_200_000 })
    expect(netlink.requests).toMatchObject([
      { command: 13 },
      {
        command: 12,
        attributes: bytesOf('0800 0400 201c0000  0800 0500 00000000  0800 0600 00000000'),
      },
    ])
  })

  test('starts a sync daemon with what is given, and stops it', () => {
    const { netlink, ipvs } = setUp()
    ipvs.startDaemon({ role: 'master', interface: 'eth0', syncId: 51 })
    ipvs.startDaemon({
      role: 'backup',
      interface: 'eth0',
      maxLength: 1456,
      group: 'ff02::1',
      port: 8848,
      ttl: 3,
    })
    ipvs.stopDaemon('backup')
    const name = '0900 0200 65746830 00 000000'
    expect(netlink.requests).toMatchObject([
      {
        command: 9,
        attributes: bytesOf('2000 0380  0800 0100 01000000', name, '0800 0300 33000000'),
      },
      {
        command: 9,
        attributes: bytesOf(
          '4c00 0380  0800 0100 02000000',
          name,
          '0800 0300 00000000  0600 0400 b005 0000',
          '1400 0600 ff020000 00000000 00000000 00000001',
          '0600 0700 9022 0000  0500 0800 03 000000',
        ),
      },
      { command: 10, attributes: bytesOf('0c00 0380  0800 0100 02000000') },
    ])
  })

  test('zeroes one or all, and deletes everything', () => {
    const { netlink, ipvs } = setUp()
    ipvs.zero()
    ipvs.zero({ kind: 'fwmark', mark: 7, family: 4 })
    ipvs.flush()
    expect(netlink.requests).toMatchObject([
      { command: 16, attributes: bytesOf('') },
      {
        command: 16,
        attributes: bytesOf('1400 0180  0600 0100 0200 0000  0800 0500 07000000'),
      },
      { command: 17, attributes: bytesOf('') },
    ])
  })
})

describe('the client', () => {
  test('asks nothing for no changes', () => {
    const { netlink, ipvs } = setUp()
    netlink.familyError = new SystemCallError('CTRL_CMD_GETFAMILY', 'ENOENT', 'IPVS')
    expect(ipvs.apply([])).toEqual([])
  })

  test('says that the kernel has no IPVS', () => {
    const { netlink, ipvs } = setUp()
    netlink.familyError = new SystemCallError('CTRL_CMD_GETFAMILY', 'ENOENT', 'IPVS')
    for (const act of [
      () => ipvs.info(),
      () => ipvs.services(),
      () => ipvs.apply([{ type: 'addService', service }]),
    ]) {
      expect(errorOf(act)).toMatchObject({
        code: 'ERR_HOLDFAST_IPVS',
        errno: 'ENOENT',
        message:
          'the kernel has no IPVS: load it with `modprobe ip_vs`, where this is a container on its host',
        cause: netlink.familyError,
      })
    }
  })

  test('asks again where ip_vs has another number now', () => {
    const { netlink, ipvs } = setUp()
    const unknown = new SystemCallError('IPVS_CMD_NEW_SERVICE', 'ENOENT')
    netlink.requestAll = ({ id }, requests) =>
      requests.map(() => (id === 39 ? { ok: true, answers: [] } : { ok: false, error: unknown }))
    netlink.dump = ({ id }) => {
      if (id !== 40) throw unknown
      return []
    }
    expect(ipvs.apply([{ type: 'addService', service }])).toEqual([{ ok: true }])
    expect(ipvs.services()).toEqual([])
    expect(netlink.families).toBe(2)
  })

  test('says which privilege is missing', () => {
    const { netlink, ipvs } = setUp()
    netlink.error = new SystemCallError('IPVS_CMD_GET_SERVICE', 'EPERM')
    const { message } = errorOf(() => ipvs.services())
    expect(message).toMatch(/^read services: the process lacks CAP_NET_ADMIN\. /)
    expect(message).toMatch(/the root of another is not enough$/)
  })

  test.each([
    [
      'ENOENT',
      "no scheduler 'wlc' (module ip_vs_wlc), or no persistence engine 'sip' (ip_vs_pe_sip)",
    ],
    ['EAFNOSUPPORT', 'the kernel has no IPv6'],
    ['EPROTONOSUPPORT', 'does not know the protocol'],
    ['ENOBUFS', 'the answer of the kernel was lost'],
    ['EIO', 'add tcp 192.0.2.10:80: IPVS_CMD_NEW_SERVICE: EIO'],
  ])('says what %s means for a service', (errno, words) => {
    const { netlink, ipvs } = setUp()
    netlink.error = new SystemCallError('IPVS_CMD_NEW_SERVICE', errno)
    const [outcome] = ipvs.apply([{ type: 'addService', service }])
    if (outcome === undefined || outcome.ok) throw new Error('it did not fail')
    expect(outcome.error.errno).toBe(errno)
    expect(outcome.error.message).toContain(words)
  })

  test.each([
    ['EEXIST', 'start sync daemon master: there is a master already: stop it first'],
    ['ENODEV', 'start sync daemon master: there is no interface eth0'],
    ['EIO', 'start sync daemon master: IPVS_CMD_NEW_DAEMON: EIO'],
  ])('says what %s means for a sync daemon', (errno, message) => {
    const { netlink, ipvs } = setUp()
    netlink.error = new SystemCallError('IPVS_CMD_NEW_DAEMON', errno)
    expect(errorOf(() => ipvs.startDaemon({ role: 'master', interface: 'eth0' })).message).toBe(
      message,
    )
  })

  test('says that there is no sync daemon to stop', () => {
    const { netlink, ipvs } = setUp()
    netlink.error = new SystemCallError('IPVS_CMD_DEL_DAEMON', 'ESRCH')
    expect(errorOf(() => ipvs.stopDaemon('backup')).message).toBe(
      'stop sync daemon backup: it does not run',
    )
  })

  test('asks nothing that the kernel would take for something else', () => {
    const { netlink, ipvs } = setUp()
    expect(() => ipvs.setTimeouts({ udpMs: 0 })).toThrow('timeouts: udpMs')
    expect(() => ipvs.startDaemon({ role: 'backup', interface: '' })).toThrow('interface')
    expect(netlink.requests).toEqual([])
  })

  test('closes its socket', () => {
    const { netlink, ipvs } = setUp()
    ipvs.close()
    expect(netlink.isClosed).toBe(true)
  })
})
