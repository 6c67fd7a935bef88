import { transportContract } from '@holdfast/core/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { ContractLab } from './support/contract-lab.js'

let lab: ContractLab

beforeAll(() => {
  lab = new ContractLab()
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

describe.each(['packet', 'pcap'] as const)(
  'RawTransport over %s keeps the contract:',
  (backend) => {
    for (const promise of transportContract) {
      it(promise.name, async () => {
        await promise.run(lab.harness({ backend, filter: 'everything' }))
      })
    }
  },
)
