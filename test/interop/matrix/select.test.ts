import { describe, expect, it } from 'vitest'
import { coveringPairs } from './pairwise.js'
import { everyCell, pairwiseCells } from './select.js'

describe('coveringPairs', () => {
  const candidates = ['a1x', 'a1y', 'a2x', 'a2y', 'b1x', 'b1y', 'b2x', 'b2y']
  const valuesOf = (candidate: string): readonly string[] => [
    candidate.slice(0, 1),
    candidate.slice(1, 2),
    candidate.slice(2),
  ]

  it('lets every two values meet with half of the candidates', () => {
    expect(coveringPairs(candidates, valuesOf, () => 1)).toEqual(['a1x', 'a2y', 'b1y', 'b2x'])
  })

  it('avoids what is dear', () => {
    const chosen = coveringPairs(candidates, valuesOf, (one) => (one === 'a1x' ? 9 : 1))
    expect(chosen).not.toContain('a1x')
    expect(chosen).toHaveLength(4)
  })

  it('does not ask for pairs that no candidate has', () => {
    expect(coveringPairs(['a1', 'b2'], valuesOf, () => 1)).toEqual(['a1', 'b2'])
  })
})

describe('cells', () => {
  it('are 13 scenarios in 80 pairings', () => {
    // 2 peers, each stronger and weaker; VRRPv2 in 12 modes, VRRPv3 in 4 in each family.
    expect(everyCell('holdfast')).toHaveLength(13 * 4 * 20)
  })

  it('of the subset are few, possible, and have every scenario with every peer', () => {
    const cells = pairwiseCells('holdfast')
    expect(cells.length).toBeLessThan(80)
    const withFrr = cells.filter(
      ({ pairing }) => pairing.stronger === 'frr' || pairing.weaker === 'frr',
    )
    expect(withFrr.some(({ pairing }) => pairing.cast === 'unicast')).toBe(false)
    expect(new Set(withFrr.map(({ scenario }) => scenario.name)).size).toBe(13)
    expect(new Set(cells.map(({ scenario }) => scenario.name)).size).toBe(13)
  })
})
