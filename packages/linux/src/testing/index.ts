/**
 * Stand-ins for the kernel, so that what holds addresses is tested without root.
 *
 * @packageDocumentation
 */
export { FakeKernel } from './fake-kernel.js'
export type { FakeKernelOptions } from './fake-kernel.js'
export type { FakeLink, FakeLinkChange } from './fake-link-table.js'
