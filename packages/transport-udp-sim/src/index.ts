/**
 * A LAN segment on loopback UDP: separate processes of one machine form a cluster with real packets
 * and real time and no privileges. A hub (`startSegment`, or the command `holdfast-segment`) plays the
 * switch, with the fault controls of the simulator; `onSegment` and `udpSim` plug a node in.
 *
 * @packageDocumentation
 */
export type { StationInfo } from './envelope.js'
export { startSegment } from './segment.js'
export type { Segment, SegmentCounters, SegmentOptions } from './segment.js'
export { connectSegment } from './segment-control.js'
export type { ConnectOptions, SegmentControl } from './segment-control.js'
export { onSegment, udpSim } from './udp-sim.js'
export type { OnSegmentOptions, UdpSimInterface, UdpSimOptions, UdpSimPorts } from './udp-sim.js'
export { UdpSimTransport } from './udp-sim-transport.js'
export type { UdpSimCounters, UdpSimTransportOptions } from './udp-sim-transport.js'
