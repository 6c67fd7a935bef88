import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const name = `${process.platform}-${process.arch}-napi8/holdfast.node`

/** Whether the addon of Linux was compiled: without a compiler it is not, and nothing else may fail. */
export const hasAddon = existsSync(
  fileURLToPath(new URL(`../../packages/linux/build/${name}`, import.meta.url)),
)
