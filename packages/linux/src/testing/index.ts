/**
 * Stand-ins for the kernel, so that what holds addresses is tested without root, and bytes as one
 * writes them.
 *
 * @packageDocumentation
 */
export { bytesOf } from './bytes-of.js'
export { FakeKernel } from './fake-kernel.js'
export type { FakeKernelOptions } from './fake-kernel.js'
export type { FakeLink, FakeLinkChange } from './fake-link-table.js'
