import { describe, expect, it } from 'vitest'
import {
  MissingPrivilegeError,
  effectiveCapabilities,
  missingCapabilities,
  requireCapabilities,
} from './privileges.js'

function status(effective: string): string {
  return `Name:\tnode\nCapPrm:\tffffffffffffffff\nCapEff:\t${effective}\nCapBnd:\tffffffffffffffff\n`
}

describe('capabilities in effect', () => {
  it('are a hexadecimal mask', () => {
    expect(effectiveCapabilities(status('0000000000003000'))).toBe(0x3000n)
    expect(effectiveCapabilities('Name:\tnode\n')).toBeUndefined()
  })

  // CAP_NET_ADMIN is bit 12 (0x1000), CAP_NET_RAW bit 13 (0x2000).
  it.each([
    ['000001ffffffffff', []],
    ['0000000000003000', []],
    ['0000000000001000', ['CAP_NET_RAW']],
    ['0000000000002000', ['CAP_NET_ADMIN']],
    ['0000000000000000', ['CAP_NET_ADMIN', 'CAP_NET_RAW']],
    ['00000000a80405fb', ['CAP_NET_ADMIN', 'CAP_NET_RAW']],
  ])('%s lacks %j', (mask, missing) => {
    expect(missingCapabilities(['CAP_NET_ADMIN', 'CAP_NET_RAW'], status(mask))).toEqual(missing)
  })

  it('are not known to be missing where nothing can be read', () => {
    expect(missingCapabilities(['CAP_NET_ADMIN'], '')).toEqual([])
  })

  it('can be required', () => {
    requireCapabilities(['CAP_NET_RAW'], status('0000000000002000'))
    expect(() => requireCapabilities(['CAP_NET_RAW'], status('0000000000001000'))).toThrow(
      MissingPrivilegeError,
    )
  })
})

describe('MissingPrivilegeError', () => {
  it('says what is missing and how to grant it', () => {
    const error = new MissingPrivilegeError(['CAP_NET_ADMIN', 'CAP_NET_RAW'])
    expect(error.code).toBe('ERR_HOLDFAST_PRIVILEGE')
    expect(error.missing).toEqual(['CAP_NET_ADMIN', 'CAP_NET_RAW'])
    expect(error.message).toBe(
      'the process lacks CAP_NET_ADMIN and CAP_NET_RAW. Grant it in one of these ways: systemd: ' +
        '"AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW" in the service\'s unit; a container: ' +
        '"--cap-add=NET_ADMIN --cap-add=NET_RAW"; this node binary, and with it every script that ' +
        'it runs: "sudo setcap cap_net_admin,cap_net_raw+ep $(readlink -f $(which node))"; or run ' +
        'it as root',
    )
  })
})
