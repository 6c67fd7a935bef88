import { value, word } from '@holdfast/core/config'
import type { BlockDefinition } from '@holdfast/core/config'
import type { SslBlock } from './model.js'

/** `SSL { ... }`. */
export const sslBlock: BlockDefinition<SslBlock> = {
  title: 'SSL',
  fields: {
    password: value('password', word('PASSWORD')),
    ca: value('ca', word('FILE')),
    certificate: value('certificate', word('FILE')),
    key: value('key', word('FILE')),
  },
}
