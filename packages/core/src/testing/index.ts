/**
 * The deterministic simulator: a clock, processes, links, addresses and networks on virtual time,
 * so that failover is tested in microseconds, without root and without a second machine. A run
 * depends on its seed and on nothing else.
 *
 * @packageDocumentation
 */
export { derivedMacAddress } from './derived-mac.js'
export { FaultPlan } from './faults.js'
export type { FaultWay, LinkFaults } from './faults.js'
export { MemoryAddresses } from './memory-addresses.js'
export type { AddressChange, MemoryAddressesOptions } from './memory-addresses.js'
export { MemoryRoutes } from './memory-routes.js'
export { toPcap } from './pcap.js'
export type { CapturedPacket, PcapOptions } from './pcap.js'
export { parseRecording, Recording } from './recording.js'
export type { RecordedEntry, RecordingOptions } from './recording.js'
export { chance, forkRandom, integerBetween, pickOne, seededRandom } from './seeded-random.js'
export { SimClock } from './sim-clock.js'
export type { SimClockOptions } from './sim-clock.js'
export { SimLinks } from './sim-links.js'
export type { LinkChange } from './sim-links.js'
export { SimNetwork } from './sim-network.js'
export type { SimInterface, SimNetworkOptions } from './sim-network.js'
export { SimProcess } from './sim-process.js'
export type { SimProcessOptions } from './sim-process.js'
export type { Tap, TappedPacket } from './sim-segment.js'
export type { SimTransport } from './sim-transport.js'
export { transportContract } from './transport-contract.js'
export type { ContractNode, TransportContractCase, TransportHarness } from './transport-contract.js'
