import { writeFileSync } from 'node:fs'
import { integerBetween, pickOne, seededRandom, SimClock } from '@holdfast/core/testing'
import { expect, test } from 'vitest'
import { openRtnetlink } from '../rtnetlink/open-rtnetlink.js'
import type { AddressInfo, KernelChange, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { FakeKernel } from './fake-kernel.js'
import { inNamespace, ip } from '../../../../test/support/in-namespace.js'

// The fake is only worth what it has in common with the kernel: the same changes, the same outcomes,
// the same tables. 192.0.2.0/24 and 198.51.100.0/24 have primaries and secondaries.

inNamespace(import.meta.url, () => {
  const setting = (path: string, value: string): void =>
    writeFileSync(`/proc/sys/net/${path}`, value)

  const changeOf = (random: () => number, interfaceIndex: number): KernelChange => {
    const address = pickOne(random, [
      { address: `192.0.2.${integerBetween(random, 1, 4)}`, prefixLength: 24 },
      { address: `198.51.100.${integerBetween(random, 1, 3)}`, prefixLength: 24, scope: 253 },
      { address: `192.0.2.${integerBetween(random, 1, 3)}`, prefixLength: 32 },
      { address: '192.0.2.9', prefixLength: 32, peer: '192.0.2.200' },
      { address: `2001:db8::${integerBetween(random, 1, 4)}`, prefixLength: 64, flags: 2 },
      { address: `2001:db8::${integerBetween(random, 1, 2)}`, prefixLength: 128, flags: 0x202 },
      { address: 'fe80::1', prefixLength: 64, flags: 2 },
    ])
    const lifetimes = pickOne(random, [
      {},
      {},
      { validLifetime: 600, preferredLifetime: 0 },
      { validLifetime: 600 },
      { validLifetime: 0 },
      { validLifetime: 5, preferredLifetime: 6 },
    ])
    const index = random() < 0.03 ? 999_999 : interfaceIndex
    const info: AddressInfo = { ...address, ...lifetimes, interfaceIndex: index }
    const chance = random()
    if (chance < 0.04) return { type: 'setLink', index: interfaceIndex, up: random() < 0.6 }
    if (chance < 0.35) return { type: 'addAddress', address: info }
    if (chance < 0.65) return { type: 'setAddress', address: info }
    return { type: 'deleteAddress', address: info }
  }

  /** Lifetimes in rough numbers: they run on in the kernel, but not on the fake's clock. */
  const tableOf = (kernel: Rtnetlink, index: number): unknown[] =>
    kernel
      .addresses()
      .filter(({ interfaceIndex }) => interfaceIndex === index)
      .map((address) => ({
        ...address,
        validLifetime: rough(address.validLifetime),
        preferredLifetime: rough(address.preferredLifetime),
      }))

  const rough = (seconds = Infinity): number => Math.ceil(seconds / 300)

  test.each([
    { promotesSecondaries: false, seed: 1 },
    { promotesSecondaries: true, seed: 2 },
    { promotesSecondaries: false, seed: 3 },
    { promotesSecondaries: true, seed: 4 },
  ])('addresses behave alike: %o', ({ promotesSecondaries, seed }) => {
    ip('link', 'add', 'f0', 'type', 'veth', 'peer', 'name', 'f1')
    const real = openRtnetlink()
    try {
      // No addresses of the kernel's own making.
      setting('ipv6/conf/f0/addr_gen_mode', '1')
      setting('ipv4/conf/f0/promote_secondaries', promotesSecondaries ? '1' : '0')
      ip('link', 'set', 'f0', 'up')
      ip('link', 'set', 'f1', 'up')
      const index = real.links().find(({ name }) => name === 'f0')!.index
      const fake = new FakeKernel({ clock: new SimClock(), promotesSecondaries })
      fake.addLink({ name: 'f0', index })
      const random = seededRandom(seed)
      for (let step = 0; step < 1500; step++) {
        const change = changeOf(random, index)
        const [ofReal] = real.apply([change])
        const [ofFake] = fake.apply([change])
        const context = `step ${step}: ${JSON.stringify(change)}`
        const errnoOf = (outcome: typeof ofReal): string =>
          outcome?.ok === false ? outcome.error.errno : 'ok'
        expect(errnoOf(ofFake), context).toBe(errnoOf(ofReal))
        expect(tableOf(fake, index), context).toEqual(tableOf(real, index))
      }
    } finally {
      real.close()
      ip('link', 'delete', 'f0')
    }
  })
})
