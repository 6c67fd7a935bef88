import { HoldfastError, ipFamily } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { MissingPrivilegeError } from '@holdfast/linux'
import type { AddressInfo, Rtnetlink, Sysctls } from '@holdfast/linux'
import { fileProblem, isRefusal } from './file-problem.js'
import { planDown, planUp } from './plan.js'
import type { RealServerChange } from './plan.js'
import type { RecordFile } from './record.js'

export interface ServePorts {
  readonly rtnetlink: Pick<Rtnetlink, 'links' | 'addresses' | 'apply'>
  readonly sysctls: Sysctls
  readonly record: Pick<RecordFile, 'read' | 'write'>
}

export interface Served {
  readonly changes: readonly RealServerChange[]
  readonly remarks: readonly string[]
}

const loopback = 'lo'

/**
 * Makes this machine a real server for these addresses, or none for them any more: each is on `lo`
 * alone, and ARP does not tell of it. What was there before is remembered and put back; nobody else
 * may change the record meanwhile. Throws HoldfastError for what does not work, and
 * MissingPrivilegeError for what the process may not do; asking again goes on from there.
 */
export function serve(
  direction: 'up' | 'down',
  addresses: readonly IpAddress[],
  { rtnetlink, sysctls, record }: ServePorts,
): Served {
  const link = rtnetlink.links().find(({ name }) => name === loopback)
  if (link === undefined) throw refused('there is no interface lo')
  const there = rtnetlink.addresses().filter(({ interfaceIndex }) => interfaceIndex === link.index)
  const view = {
    addresses: new Set(there.map(({ address }) => address)),
    setting: (path: string) => sysctls.read(path),
  }
  const before = record.read()
  const {
    changes,
    remarks,
    record: after,
  } = (direction === 'up' ? planUp : planDown)(before, view, addresses)
  if (direction === 'up') record.write(after)
  for (const change of changes) {
    if (change.type === 'set') set(sysctls, change)
    else changeAddress(rtnetlink, change.type, there, addressInfo(link.index, change.address))
  }
  if (direction === 'down') record.write(after)
  const isDown = direction === 'up' && !link.isRunning
  const advice = isDown ? ['lo is down: nothing is served before `ip link set lo up`'] : []
  return { changes, remarks: [...remarks, ...advice] }
}

/** `added 192.0.2.10/32 to lo`. */
export function changeText(change: RealServerChange): string {
  switch (change.type) {
    case 'addAddress':
      return `added ${withLength(change.address)} to lo`
    case 'removeAddress':
      return `removed ${withLength(change.address)} from lo`
    case 'set':
      return `set ${change.path} from ${change.previous} to ${change.value}`
  }
}

function withLength(address: IpAddress): string {
  return `${address}/${ipFamily(address) === 4 ? 32 : 128}`
}

function addressInfo(interfaceIndex: number, address: IpAddress): AddressInfo {
  return ipFamily(address) === 4
    ? { interfaceIndex, address, prefixLength: 32, broadcast: address }
    : // Of IPv6 the kernel would take it as the source of what this machine sends by itself.
      { interfaceIndex, address, prefixLength: 128, preferredLifetime: 0 }
}

function changeAddress(
  rtnetlink: ServePorts['rtnetlink'],
  type: 'addAddress' | 'removeAddress',
  there: readonly AddressInfo[],
  wanted: AddressInfo,
): void {
  const present = there.find(({ address }) => address === wanted.address) ?? wanted
  const [outcome] = rtnetlink.apply([
    type === 'addAddress' ? { type, address: wanted } : { type: 'deleteAddress', address: present },
  ])
  if (outcome?.ok === false) {
    const { error } = outcome
    if (isRefusal(error.errno)) throw new MissingPrivilegeError(['CAP_NET_ADMIN'], { cause: error })
    throw refused(`${wanted.address} on lo: ${error.message}`, error)
  }
}

function set(sysctls: Sysctls, { path, value }: RealServerChange & { type: 'set' }): void {
  try {
    sysctls.write(path, value)
  } catch (error) {
    throw fileProblem(`${path} cannot be set to ${value}`, error)
  }
}

function refused(message: string, cause?: unknown): HoldfastError {
  return new HoldfastError('ERR_HOLDFAST_REAL_SERVER', message, { cause })
}
