import { parseIpAddress } from '@holdfast/core'
import { isWritable } from '@holdfast/core/config'
import type { Command } from '@holdfast/core/config'
import fc from 'fast-check'

/** What a word can be: anything that the language can write. */
export const anyWord: fc.Arbitrary<string> = fc.string({ maxLength: 12 }).filter(isWritable)
/** A word that is no number and needs no quotes. */
export const anyName: fc.Arbitrary<string> = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
export const anyDevice: fc.Arbitrary<string> = fc.stringMatching(/^[a-z][a-z0-9.@-]{0,14}$/)
export const anyCount: fc.Arbitrary<number> = fc.nat({ max: 0x7fff_ffff })
export const anyFlag: fc.Arbitrary<true> = fc.constant(true)

const anyIpv4 = fc.ipV4()
const anyIpv6 = fc.ipV6().map((text) => parseIpAddress(text) ?? '::1')
export const anyIp: fc.Arbitrary<string> = fc.oneof(anyIpv4, anyIpv6)
export const anyGroup: fc.Arbitrary<string> = anyIpv4.map((text) => text.replace(/^\d+/, '239'))
export const anyPrefix: fc.Arbitrary<{ address: string; prefixLength: number }> = fc.oneof(
  fc.record({ address: anyIpv4, prefixLength: fc.nat({ max: 32 }) }),
  fc.record({ address: anyIpv6, prefixLength: fc.nat({ max: 128 }) }),
)

/** Milliseconds of a time with microseconds, both bounds in milliseconds. */
export function anyMs(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: min * 1000, max: max * 1000 }).map((microseconds) => microseconds / 1000)
}

/** Milliseconds of whole seconds, both bounds in seconds. */
export function anySeconds(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((seconds) => seconds * 1000)
}

export const anyCommand: fc.Arbitrary<Command> = fc.record(
  {
    argv: fc.array(
      fc.string({ unit: 'binary-ascii', maxLength: 8 }).filter((each) => !each.includes('\0')),
      { minLength: 1, maxLength: 3 },
    ),
    user: anyName,
  },
  { requiredKeys: ['argv'] },
)

export function someOf<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  return fc.array(arbitrary, { maxLength: 3 })
}
