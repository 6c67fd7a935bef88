import { ipFromBytes } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import { AF_INET, AF_INET6 } from '../socket/constants.js'

/** The family of an AF_* number; undefined for others, such as those of bridges and multicast. */
export function familyOf(number: number | undefined): IpFamily | undefined {
  return number === AF_INET ? 4 : number === AF_INET6 ? 6 : undefined
}

export function familyNumber(family: IpFamily): number {
  return family === 4 ? AF_INET : AF_INET6
}

/** The address in the value of an attribute; undefined when it is absent or has another length. */
export function readIp(bytes: Uint8Array | undefined, family: IpFamily): IpAddress | undefined {
  return bytes?.length === (family === 4 ? 4 : 16) ? ipFromBytes(bytes, family) : undefined
}
