/**
 * A stand-in for the kernel, so that what holds virtual servers is tested without root and without
 * IPVS.
 *
 * @packageDocumentation
 */
export { MemoryIpvs } from './memory-ipvs.js'
