import { memoryFiles } from '@holdfast/core/config'
import { expect, test } from 'vitest'
import { readTextOf, readTls } from './read-tls.js'

test('the texts of the files instead of their paths; what cannot be read is left out', () => {
  const files = memoryFiles({ '/etc/ca.pem': 'the authorities', '/etc/own.pem': 'who we are' })
  const problems: string[] = []
  const block = {
    ca: '/etc/ca.pem',
    certificate: '/etc/own.pem',
    key: '/etc/own.key',
    password: 'p',
  }
  expect(readTls(block, readTextOf(files), problems)).toEqual({
    ca: 'the authorities',
    certificate: 'who we are',
    password: 'p',
  })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(/^the key of `SSL`, \/etc\/own\.key, is left out: ./)
})
