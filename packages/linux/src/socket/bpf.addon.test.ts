import { endianness } from 'node:os'
import { expect, test } from 'vitest'
import {
  accept,
  and,
  assembleFilter,
  drop,
  ifAnyBit,
  ifEqual,
  loadByte,
  loadByteAfterHeader,
  loadHalf,
  loadHeaderLength,
  loadWord,
  networkHeaderOffset,
  packetTypeOffset,
  protocolOffset,
} from './bpf.js'
import type { BpfInstruction } from './bpf.js'
import { AF_UNIX, SOCK_DGRAM } from './constants.js'
import { openSocket } from './kernel-socket.js'
import { receiveBatch } from './receive-batch.js'
import { unixAddress } from './sockaddr.js'

const host = (...bytes: number[]): number[] => (endianness() === 'LE' ? bytes.reverse() : bytes)

test('IPv4 packets of protocol 112, as tcpdump -dd writes it', () => {
  const program = assembleFilter([
    loadHalf(12),
    ifEqual(0x0800, 0, 3),
    loadByte(23),
    ifEqual(112, 0, 1),
    accept(262144),
    drop(),
  ])
  // prettier-ignore
  expect([...program]).toEqual([
    ...host(0x00, 0x28), 0, 0, ...host(0, 0, 0, 12),
    ...host(0x00, 0x15), 0, 3, ...host(0, 0, 0x08, 0x00),
    ...host(0x00, 0x30), 0, 0, ...host(0, 0, 0, 23),
    ...host(0x00, 0x15), 0, 1, ...host(0, 0, 0, 112),
    ...host(0x00, 0x06), 0, 0, ...host(0, 4, 0, 0),
    ...host(0x00, 0x06), 0, 0, ...host(0, 0, 0, 0),
  ])
})

// Codes of linux/bpf_common.h: class, size or operation, and mode or source.
test.each<[string, BpfInstruction, number, number]>([
  ['ld [4]', loadWord(4), 0x20, 4],
  ['ldx 4*([14]&0xf)', loadHeaderLength(14), 0xb1, 14],
  ['ldb [x + 14]', loadByteAfterHeader(14), 0x50, 14],
  ['and #0x1fff', and(0x1fff), 0x54, 0x1fff],
  ['jset #0x1fff', ifAnyBit(0x1fff, 0, 0), 0x45, 0x1fff],
  ['ld pkttype', loadByte(packetTypeOffset), 0x30, 0xfffff004],
  ['ld proto', loadHalf(protocolOffset), 0x28, 0xfffff000],
  ['first byte of the network header', loadByte(networkHeaderOffset), 0x30, 0xfff00000],
])('%s', (_, instruction, code, operand) => {
  expect(instruction).toEqual({ code, operand, jumpTrue: 0, jumpFalse: 0 })
})

test('a jump may lead to the last instruction, not further', () => {
  expect(assembleFilter([ifEqual(1, 1, 0), drop(), accept()])).toHaveLength(24)
  expect(() => assembleFilter([ifEqual(1, 2, 0), drop(), accept()])).toThrow('leads out of it')
})

// A unix socket applies a filter from the first byte of the message on.
test('the kernel runs it', () => {
  const receiver = openSocket(AF_UNIX, SOCK_DGRAM, 0)
  const sender = openSocket(AF_UNIX, SOCK_DGRAM, 0)
  const batch = receiveBatch(8, 16)
  const name = `@holdfast-bpf-${String(process.pid)}`
  receiver.bind(unixAddress(name))
  sender.connect(unixAddress(name))
  const received = (): number[][] =>
    Array.from({ length: receiver.receive(batch) }, (_, index) => [...batch.bytes(index)])
  const sendAll = (): void => {
    for (const first of [0x45, 0x46, 0x60]) sender.send(Uint8Array.of(first, 112))
  }

  receiver.attachFilter(assembleFilter([loadByte(0), ifEqual(0x46, 0, 1), accept(), drop()]))
  sendAll()
  expect(received()).toEqual([[0x46, 112]])
  receiver.attachFilter(
    assembleFilter([loadByte(0), and(0xf0), ifEqual(0x40, 0, 1), accept(1), drop()]),
  )
  sendAll()
  expect(received()).toEqual([[0x45], [0x46]])
  receiver.attachFilter(undefined)
  sendAll()
  expect(received()).toEqual([
    [0x45, 112],
    [0x46, 112],
    [0x60, 112],
  ])
  receiver.close()
  sender.close()
})
