/**
 * keepalived's keywords about what decides beside the network: scripts, processes and files that are
 * tracked, and virtual servers.
 *
 * @packageDocumentation
 */
export { bfdBlock } from './bfd-block.js'
export { fileBlock } from './file-block.js'
export type * from './model.js'
export { processBlock } from './process-block.js'
export { scriptBlock } from './script-block.js'
export { sslBlock } from './ssl-block.js'
export { userAndGroup } from './shared-values.js'
export { virtualServerBlock } from './virtual-server-block.js'
export { virtualServerGroups } from './virtual-server-group-block.js'
